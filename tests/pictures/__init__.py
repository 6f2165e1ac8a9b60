"""What ./dev pictures makes: one sheet of every drawing, and the screenshots of the README."""
