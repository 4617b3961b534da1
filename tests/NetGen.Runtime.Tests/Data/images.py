"""Writes images/*.png with libpng, by way of Netpbm's pnmtopng (Debian: apt-get install netpbm). PngSuiteTests.cs has the same formulas."""
import os
import subprocess
import tempfile

HEIGHT, WIDTH = 11, 13
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images")


def value(y, x, c, most):
    return (x * 1301 + y * 2903 + c * 7001 + x * y * 17) % (most + 1)


def pnm(path, channels, most, pixel):
    """Plain PGM or PPM."""
    with open(path, "w") as file:
        file.write(f"P{2 if channels == 1 else 3}\n{WIDTH} {HEIGHT}\n{most}\n")
        for y in range(HEIGHT):
            for x in range(WIDTH):
                file.write(" ".join(str(pixel(y, x, c)) for c in range(channels)) + "\n")


def png(name, source, *options):
    with open(os.path.join(OUT, name + ".png"), "wb") as file:
        subprocess.run(["pnmtopng", "-quiet", *options, source], stdout=file, check=True)


with tempfile.TemporaryDirectory() as folder:
    def path(name):
        return os.path.join(folder, name)

    for bits in (1, 2, 4, 8, 16):
        most = (1 << bits) - 1
        pnm(path(f"gray{bits}"), 1, most, lambda y, x, c: value(y, x, c, most))
        png(f"gray{bits}", path(f"gray{bits}"), "-force")
        png(f"gray{bits}-interlaced", path(f"gray{bits}"), "-force", "-interlace")
    for bits in (8, 16):
        most = (1 << bits) - 1
        pnm(path(f"color{bits}"), 3, most, lambda y, x, c: value(y, x, c, most))
        png(f"color{bits}", path(f"color{bits}"), "-force")
        png(f"color{bits}-interlaced", path(f"color{bits}"), "-force", "-interlace")
        pnm(path("alpha"), 1, most, lambda y, x, c: value(y, x, 3, most))
        png(f"color{bits}-alpha", path(f"color{bits}"), "-force", f"-alpha={path('alpha')}")
        png(f"gray{bits}-alpha", path(f"gray{bits}"), "-force", f"-alpha={path('alpha')}")
    for name in ("nofilter", "sub", "up", "avg", "paeth"):
        png(f"color8-{name}", path("color8"), "-force", f"-{name}")
    # Few colors become a palette: 2, 4, 16 and 256 at most are indices of 1, 2, 4 and 8 bits.
    for bits in (1, 2, 4, 8):
        colors = {1: 2, 2: 4, 4: 16, 8: 100}[bits]
        pnm(path("few"), 3, 255, lambda y, x, c: (value(y, x, 0, 65535) % colors * (c + 2) + 50 * c) % 256)
        png(f"palette{bits}", path("few"))
        png(f"palette{bits}-interlaced", path("few"), "-interlace")
    # One color is transparent.
    pnm(path("few"), 3, 255, lambda y, x, c: (value(y, x, 0, 65535) % 16 * (c + 2) + 50 * c) % 256)
    png("palette4-transparent", path("few"), "-transparent", "=rgb:00/32/64")
    png("color8-transparent", path("color8"), "-force", "-transparent", "=rgb:%02x/%02x/%02x" % tuple(value(3, 5, c, 255) for c in range(3)))
    png("gray8-transparent", path("gray8"), "-force", "-transparent", "=rgb:%02x/%02x/%02x" % ((value(3, 5, 0, 255),) * 3))
