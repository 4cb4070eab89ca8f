"""A typed expression as gates with wires between them: values forward, gradients back."""
