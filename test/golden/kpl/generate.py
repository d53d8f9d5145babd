"""Writes the fixtures that prove interop with the Python library of AWS; see README.md."""
import base64, json, pathlib, sys
from aws_kinesis_agg.aggregator import RecordAggregator
out = pathlib.Path(sys.argv[1])
CASES = {
  'one-event': [('user-1', None, b'{"id":"e1"}')],
  'repeated-keys': [('de', None, b'{"n":%d}' % n) if n % 3 else ('fr', None, b'{"n":%d}' % n) for n in range(9)],
  'every-event-with-hash-key': [('k%d' % (n % 2), str(2**128 - 1 - n % 3), b'x' * n) for n in range(6)],
  'some-with-hash-key': [('a', None, b'1'), ('b', '0', b'2'), ('c', None, b''), ('d', '170141183460469231731687303715884105728', b'4')],
  'not-ascii': [('Zoë', None, 'grüße'.encode()), ('東京', None, bytes(range(256))), ('😀', None, b'\xff\xfe')],
  'two-byte-indices': [('key-%03d' % n, None, b'%d' % n) for n in range(130)],
}
for name, events in CASES.items():
    agg = RecordAggregator()
    for pk, ehk, data in events:
        assert agg.add_user_record(pk, data, ehk) is None
    pk, ehk, data = agg.clear_and_get().get_contents()
    (out / f'{name}.bin').write_bytes(data)
    (out / f'{name}.json').write_text(json.dumps([
        {'partitionKey': p, **({'explicitHashKey': e} if e else {}), 'data': base64.b64encode(d).decode()}
        for p, e, d in events], ensure_ascii=False, indent=1) + '\n')
    print(name, len(data), pk, ehk)
