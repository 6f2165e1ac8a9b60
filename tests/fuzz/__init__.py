"""Bad inputs by the million: requests to the application and texts to its parsers, made from a seed. `./dev fuzz`."""
