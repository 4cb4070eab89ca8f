"""The data sets: MNIST digits and census income, tables and images of one's own."""
