"""A short storm in every run of the tests, and proof that a storm finds what it is for."""
