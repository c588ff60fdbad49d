#!/usr/bin/env python3
"""Makes the files beside it with Pillow (9.4 or newer) and NumPy: the independent reference of the decoder and the resizer. No argument, no randomness: running it again changes nothing."""
import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

HERE = Path(__file__).resolve().parent


def scene(width, height):
    """Smooth colour, hard edges and fine stripes: what resizing can get wrong."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 127 + 120 * np.sin(x / 9) * np.cos(y / 13)
    green = 255 * ((x // 11 + y // 7) % 2)
    blue = np.where((x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2, 230, 25) + 20 * (x % 2)
    return Image.fromarray(np.clip(np.stack([red, green, blue], -1), 0, 255).round().astype(np.uint8))


def smooth(width, height):
    """No fine detail: survives JPEG and colour conversion nearly unchanged."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    channels = [255 * x / (width - 1), 255 * y / (height - 1), 255 - 127.5 * (x / (width - 1) + y / (height - 1))]
    return Image.fromarray(np.stack(channels, -1).round().astype(np.uint8))


def short_side(image, side):
    """torchvision.transforms.Resize(side) on a PIL image."""
    width, height = image.size
    size = (side, side * height // width) if width < height else (side * width // height, side)
    return image.resize(size, Image.BILINEAR)


def center_crop(image, width, height):
    """torchvision.transforms.CenterCrop."""
    left, top = round((image.width - width) / 2), round((image.height - height) / 2)
    return image.crop((left, top, left + width, top + height))


def fixed(*values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def adobe_rgb():
    """A matrix profile with the primaries (adapted to D50) and the gamma of Adobe RGB (1998)."""
    xyz = lambda x, y, z: b"XYZ \0\0\0\0" + fixed(x, y, z)
    text = lambda s: b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, 2 * len(s), 28) + s.encode("utf-16-be")
    curve = b"curv" + struct.pack(">IIH", 0, 1, 563) + b"\0\0"
    tags = [(b"desc", text("wide gamut test")), (b"cprt", text("public domain")), (b"wtpt", xyz(0.9642, 1, 0.8249)),
            (b"rXYZ", xyz(0.60974, 0.31111, 0.01947)), (b"gXYZ", xyz(0.20528, 0.62567, 0.06087)), (b"bXYZ", xyz(0.14919, 0.06322, 0.74457)),
            (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    offset, table, data = 132 + 12 * len(tags), b"", b""
    for name, body in tags:
        body += b"\0" * (-len(body) % 4)
        table += name + struct.pack(">II", offset + len(data), len(body))
        data += body
    size = offset + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x04300000, b"mntr", b"RGB ", b"XYZ ") + struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += fixed(0.9642, 1, 0.8249) + b"\0" * 48
    assert len(head) == 128
    return head + struct.pack(">I", len(tags)) + table + data


def png16(path, array):
    """RGB of 16 bits, which Pillow cannot write."""
    import zlib
    height, width, _ = array.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in array)
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def resizing():
    source = scene(97, 61)
    source.save(HERE / "scene.png")
    source.resize((24, 24), Image.BILINEAR).save(HERE / "scene-squash-24x24.png")
    center_crop(short_side(source, 32), 28, 28).save(HERE / "scene-crop-32-28x28.png")
    center_crop(short_side(source, 96), 80, 72).save(HERE / "scene-crop-96-80x72.png")
    center_crop(short_side(source.transpose(Image.TRANSPOSE), 20), 20, 17).save(HERE / "scene-transposed-crop-20-20x17.png")
    scene(100, 75).resize((500, 375), Image.BICUBIC).save(HERE / "large.jpg", quality=80)
    center_crop(short_side(Image.open(HERE / "large.jpg"), 64), 56, 56).save(HERE / "large-crop-64-56x56.png")


def formats():
    image = smooth(40, 30)
    image.save(HERE / "smooth.png")
    image.save(HERE / "smooth.webp", lossless=True)
    image.save(HERE / "smooth.tif", compression="tiff_lzw")
    image.save(HERE / "smooth.bmp")
    image.quantize(200).save(HERE / "palette.bmp")
    image.quantize(200).convert("RGB").save(HERE / "palette-expected.png")
    image.quantize(200).save(HERE / "palette.png")
    image.save(HERE / "progressive.jpg", quality=95, progressive=True, subsampling=0)
    image.convert("L").save(HERE / "grey.jpg", quality=95)
    image.convert("L").save(HERE / "grey.png")
    image.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)
    png16(HERE / "sixteen-bit.png", np.asarray(image).astype(np.uint32) * 257)

    alpha = image.convert("RGBA")
    alpha.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, 40).round().astype(np.uint8), (30, 1))))
    alpha.save(HERE / "alpha.png")
    white = Image.new("RGBA", alpha.size, (255, 255, 255, 255))
    Image.alpha_composite(white, alpha).convert("RGB").save(HERE / "alpha-expected.png")

    frames = [Image.new("P", (16, 12), i) for i in range(3)]
    for frame in frames:
        frame.putpalette([250, 10, 20, 10, 250, 20, 10, 20, 250] + [0] * 759)
    frames[0].save(HERE / "animated.gif", save_all=True, append_images=frames[1:], duration=100)


def colour_profile():
    image, profile = smooth(40, 30), adobe_rgb()
    image.save(HERE / "wide-gamut.png", icc_profile=profile)
    standard = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    standard = standard[:24] + struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + standard[36:]  # not the time of day
    image.save(HERE / "srgb-tagged.png", icc_profile=standard)
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), renderingIntent=1)  # relative colorimetric
    converted.save(HERE / "wide-gamut-expected.png", icc_profile=None)


resizing()
formats()
colour_profile()
