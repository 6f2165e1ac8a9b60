"""Packs, manifests and the worker, without a browser."""
