"""What belongs to one borough and to nobody else: one folder here."""
