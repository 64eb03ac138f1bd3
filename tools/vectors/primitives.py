"""Standard primitives for the vector generators, from their standards and without any library's code but
hashlib's: HKDF-SHA-256, AES-256-GCM, Poly1305 and Argon2id. Slow and not in constant time."""
import hashlib
import hmac


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Hkdf:
    """HKDF-SHA-256 [RFC 5869]."""

    def __init__(self, salt, secret):
        self.prk = hmac.new(salt, secret, hashlib.sha256).digest()

    def expand(self, info, size):
        out, block, counter = b"", b"", 1
        while len(out) < size:
            block = hmac.new(self.prk, block + info + bytes([counter]), hashlib.sha256).digest()
            out += block
            counter += 1
        return out[:size]


def poly1305(key, message):
    """RFC 8439, section 2.5."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    accumulator = 0
    for i in range(0, len(message), 16):
        accumulator += int.from_bytes(message[i : i + 16] + b"\x01", "little")
        accumulator = accumulator * r % (2**130 - 5)
    return ((accumulator + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def poly1305_tag(key, associated_data, ciphertext):
    """The tag of RFC 8439, section 2.8."""
    def padded(data):
        return data + bytes(-len(data) % 16)

    sizes = len(associated_data).to_bytes(8, "little") + len(ciphertext).to_bytes(8, "little")
    return poly1305(key, padded(associated_data) + padded(ciphertext) + sizes)


def _xtime(a):
    return (a << 1) ^ (0x11B if a & 0x80 else 0)


def _sbox():
    # FIPS 197, section 5.1.1: inverse in GF(2^8), then an affine map; powers of the generator 3.
    powers, logs, x = [0] * 255, [0] * 256, 1
    for i in range(255):
        powers[i], logs[x] = x, i
        x ^= _xtime(x)
    box = []
    for a in range(256):
        b = powers[-logs[a] % 255] if a else 0
        s = b
        for shift in range(1, 5):
            s ^= (b << shift | b >> (8 - shift)) & 0xFF
        box.append(s ^ 0x63)
    return box


SBOX = _sbox()
# SubBytes and MixColumns of one byte in row 0, as a 32-bit column; other rows are rotations of it.
TABLE = [(_xtime(s) << 24 | s << 16 | s << 8 | (_xtime(s) ^ s)) for s in SBOX]


class Aes256:
    """The AES-256 block cipher, encryption only [FIPS 197]."""

    def __init__(self, key):
        words = [int.from_bytes(key[4 * i : 4 * i + 4], "big") for i in range(8)]
        round_constant = 1
        for i in range(8, 60):
            word = words[-1]
            if i % 8 == 0:
                word = (word << 8 | word >> 24) & 0xFFFFFFFF
            if i % 4 == 0:
                word = int.from_bytes(bytes(SBOX[b] for b in word.to_bytes(4, "big")), "big")
            if i % 8 == 0:
                word ^= round_constant << 24
                round_constant = _xtime(round_constant)
            words.append(words[i - 8] ^ word)
        self.words = words

    def encrypt(self, block):
        w = self.words
        s = [int.from_bytes(block[4 * i : 4 * i + 4], "big") ^ w[i] for i in range(4)]
        for r in range(1, 14):
            t = []
            for i in range(4):
                a = TABLE[s[i] >> 24]
                b = TABLE[s[(i + 1) % 4] >> 16 & 255]
                c = TABLE[s[(i + 2) % 4] >> 8 & 255]
                d = TABLE[s[(i + 3) % 4] & 255]
                mixed = a ^ (b >> 8 | (b & 0xFF) << 24) ^ (c >> 16 | (c & 0xFFFF) << 16)
                mixed ^= d >> 24 | (d & 0xFFFFFF) << 8
                t.append(mixed ^ w[4 * r + i])
            s = t
        out = b""
        for i in range(4):
            word = SBOX[s[i] >> 24] << 24 | SBOX[s[(i + 1) % 4] >> 16 & 255] << 16
            word |= SBOX[s[(i + 2) % 4] >> 8 & 255] << 8 | SBOX[s[(i + 3) % 4] & 255]
            out += (word ^ w[56 + i]).to_bytes(4, "big")
        return out


def _multiply(x, y):
    # SP 800-38D, section 6.3: GF(2^128) with the most significant bit as coefficient of x^0.
    z = 0
    for i in range(127, -1, -1):
        if x >> i & 1:
            z ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return z


def aes_256_gcm(key, nonce, associated_data, plaintext):
    """Ciphertext and 16-byte tag [SP 800-38D], for a nonce of 12 bytes."""
    aes = Aes256(key)
    h = int.from_bytes(aes.encrypt(bytes(16)), "big")
    out = bytearray()
    for i in range(0, len(plaintext), 16):
        pad = aes.encrypt(nonce + (i // 16 + 2).to_bytes(4, "big"))
        out += bytes(a ^ b for a, b in zip(plaintext[i : i + 16], pad))
    ciphertext = bytes(out)
    y = 0
    for data in (associated_data, ciphertext):
        for i in range(0, len(data), 16):
            y = _multiply(y ^ int.from_bytes(data[i : i + 16].ljust(16, b"\0"), "big"), h)
    y = _multiply(y ^ (len(associated_data) * 8 << 64 | len(ciphertext) * 8), h)
    mask = aes.encrypt(nonce + (1).to_bytes(4, "big"))
    return ciphertext, bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), mask))


def _le32(value):
    return value.to_bytes(4, "little")


def _long_hash(data, size):
    # RFC 9106, section 3.3.
    data = _le32(size) + data
    if size <= 64:
        return hashlib.blake2b(data, digest_size=size).digest()
    block = hashlib.blake2b(data).digest()
    out = b""
    while size - len(out) > 64:
        out += block[:32]
        block = hashlib.blake2b(block, digest_size=min(64, size - len(out))).digest()
    return out + block


def _argon2_compress(x, y):
    # RFC 9106, sections 3.5 and 3.6, on lists of 128 words.
    mask = 2**64 - 1
    r = [a ^ b for a, b in zip(x, y)]
    z = list(r)

    def mix(a, b, c, d):
        for shift_d, shift_b in ((32, 24), (16, 63)):
            z[a] = (z[a] + z[b] + 2 * (z[a] & 0xFFFFFFFF) * (z[b] & 0xFFFFFFFF)) & mask
            z[d] ^= z[a]
            z[d] = (z[d] >> shift_d | z[d] << (64 - shift_d)) & mask
            z[c] = (z[c] + z[d] + 2 * (z[c] & 0xFFFFFFFF) * (z[d] & 0xFFFFFFFF)) & mask
            z[b] ^= z[c]
            z[b] = (z[b] >> shift_b | z[b] << (64 - shift_b)) & mask

    def permute(v):
        for i in range(4):
            mix(v[i], v[4 + i], v[8 + i], v[12 + i])
        for i in range(4):
            mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4])

    for row in range(8):
        permute([16 * row + i for i in range(16)])
    for column in range(8):
        permute([16 * (i // 2) + 2 * column + i % 2 for i in range(16)])
    return [a ^ b for a, b in zip(z, r)]


def argon2id(passphrase, salt, passes, memory_kib, size):
    """Argon2id, version 0x13, with one lane [RFC 9106]."""
    start = hashlib.blake2b(
        b"".join(map(_le32, (1, size, memory_kib, passes, 0x13, 2, len(passphrase))))
        + passphrase + _le32(len(salt)) + salt + _le32(0) + _le32(0)
    ).digest()
    blocks = memory_kib // 4 * 4
    segment = blocks // 4

    def words(data):
        return [int.from_bytes(data[8 * i : 8 * i + 8], "little") for i in range(128)]

    memory = [None] * blocks
    for i in range(2):
        memory[i] = words(_long_hash(start + _le32(i) + _le32(0), 1024))
    zero = [0] * 128
    for turn in range(passes):
        for part in range(4):
            independent = turn == 0 and part < 2
            counter, addresses = 0, None
            for index in range(2 if turn == 0 and part == 0 else 0, segment):
                if independent and (addresses is None or index % 128 == 0):
                    counter += 1
                    z = [turn, 0, part, blocks, passes, 2, counter] + [0] * 121
                    addresses = _argon2_compress(zero, _argon2_compress(zero, z))
                current = part * segment + index
                previous = memory[current - 1]
                j1 = (addresses[index % 128] if independent else previous[0]) & 0xFFFFFFFF
                area = (part * segment if turn == 0 else blocks - segment) + index - 1
                offset = area - 1 - (area * (j1 * j1 >> 32) >> 32)
                first = 0 if turn == 0 else (part + 1) % 4 * segment
                block = _argon2_compress(previous, memory[(first + offset) % blocks])
                if turn > 0:
                    block = [a ^ b for a, b in zip(block, memory[current])]
                memory[current] = block
    return _long_hash(b"".join(w.to_bytes(8, "little") for w in memory[-1]), size)


def self_check():
    """Published vectors, so that a mistake here is not mistaken for one in the library."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plaintext = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        "b16aedf5aa0de657ba637b39")
    associated_data = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    _, tag = aes_256_gcm(key, nonce, associated_data, plaintext)
    assert tag.hex() == "76fc6ece0f4e1768cddf8853bb2d551b", "GCM specification, case 16"
    key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
    tag = poly1305(key, b"Cryptographic Forum Research Group")
    assert tag.hex() == "a8061dc1305136c6c22b8baf0c0127a9", "RFC 8439, section 2.5.2"
    out = Hkdf(bytes(range(13)), b"\x0b" * 22).expand(bytes(range(0xF0, 0xFA)), 42)
    assert out.hex().startswith("3cb25f25faacd57a90434f64d0362f2a"), "RFC 5869, case 1"


self_check()
