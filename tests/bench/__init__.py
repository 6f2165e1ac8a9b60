"""Benchmarks of the budgets: every figure with its yardstick from the same run. Printed, never a timed test."""
