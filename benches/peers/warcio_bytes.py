"""Holds the bytes of each page that kiosque finds in WARC or ARC files to those that warcio (PyPI) finds.

    python3 benches/peers/warcio_bytes.py benches/peers/target/release/captures crawl.warc.gz …

Both say where a record begins. A page that only kiosque has is one that warcio does not decode (a compression that is not
declared, zstd); a page that only warcio has, or has otherwise, is an error.
"""

import subprocess
import sys
import zlib

from warcio.archiveiterator import ArchiveIterator

# Compressions that warcio leaves where no field declares them: gzip and zstd.
UNDECLARED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")

HTML = ("text/html", "application/xhtml+xml")


def peers(path):
    """The pages by warcio: from the offset of a record to the length and CRC-32 of its content."""
    with open(path, "rb") as stream:
        records = ArchiveIterator(stream, arc2warc=True)
        for record in records:
            if record.rec_type not in ("response", "resource") or not record.http_headers:
                continue
            status = record.http_headers.get_statuscode()
            content_type = record.http_headers.get_header("Content-Type", "").split(";")[0].strip().lower()
            if status.startswith("2") and content_type in HTML:
                content = record.content_stream().read()
                if content.startswith(UNDECLARED):
                    continue
                yield str(records.get_record_offset()), (len(content), f"{zlib.crc32(content):08x}")


def ours(program, path):
    lines = subprocess.run([program, path], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        member, _, length, crc = line.split("\t")
        yield member, (int(length), crc)


def main():
    program, *paths = sys.argv[1:]
    wrong = 0
    for path in paths:
        own, other = dict(ours(program, path)), dict(peers(path))
        differ = [place for place, page in other.items() if own.get(place) != page]
        wrong += len(differ)
        print(f"{path}: {len(own)} pages, {len(other)} by warcio, {len(differ)} differ {differ[:3]}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
