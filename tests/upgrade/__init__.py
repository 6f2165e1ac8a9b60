"""Databases as earlier releases left them, each made by that release's own code, to be brought up to date by this one."""
