"""What all routes share: headers, locale, error pages, page registry, rendering and compressing."""
