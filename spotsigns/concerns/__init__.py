"""What somebody tells us: questions, form, envelopes, receipts, threads."""
