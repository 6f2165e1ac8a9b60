"""How to spot the signs: topics, readers, what to do, and the pages about all this."""
