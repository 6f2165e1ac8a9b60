"""What a phone keeps: language packs, the shell, manifests, the service worker and /phone/."""
