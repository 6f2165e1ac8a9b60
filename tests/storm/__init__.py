"""Real servers, real browsers and everything that goes wrong between them, all at once; then every concern is counted."""
