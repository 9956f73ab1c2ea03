"""Reform design: square-root weights, the inverse problem, and the front of designs for several goals."""
