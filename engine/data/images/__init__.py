"""Images of a byte a pixel, in IDX files: the MNIST digits and a person's own."""

from engine.data.images.mnist import read_mnist
from engine.data.images.pictures import read_images

__all__ = ["read_images", "read_mnist"]
