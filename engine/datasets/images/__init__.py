"""Images of a byte a pixel, in IDX files: the MNIST digits and a person's own."""

from engine.datasets.images.mnist import read_mnist
from engine.datasets.images.pictures import read_images

__all__ = ["read_images", "read_mnist"]
