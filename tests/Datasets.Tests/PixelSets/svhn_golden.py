"""Writes svhn_plain.mat and svhn_packed.mat: three images in the layout of SVHN's cropped digits, by SciPy's own writer."""
import numpy as np
from scipy.io import savemat

y, x, channel, image = np.meshgrid(np.arange(32), np.arange(32), np.arange(3), np.arange(3), indexing="ij")
variables = {
    "note": "a variable of another class, to be passed over",
    "X": ((7 * y + 13 * x + 50 * channel + 31 * image) % 256).astype(np.uint8),
    "y": np.array([[10.0], [1.0], [9.0]]),
}
savemat("svhn_plain.mat", variables, do_compression=False)
savemat("svhn_packed.mat", variables, do_compression=True)
