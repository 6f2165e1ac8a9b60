"""The staff side: who works here, logging in, the desk, triage, the ledger."""
