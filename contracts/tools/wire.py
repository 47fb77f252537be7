"""What every part of these tools writes the same way."""


def uleb(number):
    out = bytearray()
    while True:
        byte = number & 0x7F
        number >>= 7
        if number:
            out.append(byte | 0x80)
        else:
            out.append(byte)
            return bytes(out)


def bytes_of(value):
    """Hex, where `ab*32` is the byte ab 32 times."""
    byte, star, times = value.partition("*")
    return bytes.fromhex(byte) * int(times) if star else bytes.fromhex(value.removeprefix("0x"))
