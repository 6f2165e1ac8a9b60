"""HPKE envelopes, the code, receipts and keys: the Python twin of static/js/sealing/."""
