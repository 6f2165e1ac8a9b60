"""Form, sealing, outbox and offline reading in the other two engines."""
