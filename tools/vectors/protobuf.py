#!/usr/bin/env python3
"""Writes the vectors under vectors/protobuf/: ProtoJSON texts and wire bytes that are accepted, with what they mean, and
such that are refused.

The bytes of accepted texts come from protoc (`protoc --encode`), given the same message in protobuf's text format; this
program shares no code with the library. What is refused, and why, was written by hand from the ProtoJSON and encoding
guides on protobuf.dev.

usage: protobuf.py
"""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "vectors" / "protobuf"

# name, the message in text format, the texts that mean it (the first is what the library prints)
VALID = [
    ("empty", "", ["{}", " { } ", '{"anInt32":null,"aString":null,"messages":null,"byString":null,"aMessage":null}',
                   '{"anInt32":0,"aString":"","aBytes":"","aBool":false,"anEnum":"PAYMENT_UNKNOWN","int32s":[],"byString":{}}']),
    ("int32_max", "an_int32: 2147483647", ['{"anInt32":2147483647}', '{"an_int32":2147483647}', '{"anInt32":"2147483647"}',
                                           '{"anInt32":2.147483647e9}', '{"anInt32":"2147483647.0"}', '{"an\\u0049nt32":2147483647}']),
    ("int32_exponent", "an_int32: 100000", ['{"anInt32":100000}', '{"anInt32":1e5}', '{"anInt32":"1e5"}', '{"anInt32":100000.000}',
                                            '{"anInt32":10000000e-2}']),
    ("int32_min", "an_int32: -2147483648", ['{"anInt32":-2147483648}', '{"anInt32":"-2147483648"}']),
    ("int64_beyond_double", "an_int64: 9007199254740993",
     ['{"anInt64":"9007199254740993"}', '{"anInt64":9007199254740993}', '{"anInt64":9007199254740993.0}']),
    ("int64_min", "an_int64: -9223372036854775808", ['{"anInt64":"-9223372036854775808"}', '{"anInt64":-9223372036854775808}']),
    ("uint64_max", "a_uint64: 18446744073709551615", ['{"aUint64":"18446744073709551615"}', '{"aUint64":18446744073709551615}']),
    ("every_integer", "a_uint32: 4294967295 a_sint32: -5 a_sint64: -6 a_fixed32: 7 a_fixed64: 8 a_sfixed32: -9 a_sfixed64: -10",
     ['{"aUint32":4294967295,"aSint32":-5,"aSint64":"-6","aFixed32":7,"aFixed64":"8","aSfixed32":-9,"aSfixed64":"-10"}']),
    ("minus_zero_integer", "", ['{}', '{"anInt32":-0}', '{"anInt64":"-0"}']),
    ("minus_zero_double", "a_double: -0.0", ['{"aDouble":-0}', '{"aDouble":-0.0}', '{"aDouble":"-0"}']),
    ("double_shortest", "a_double: 0.1", ['{"aDouble":0.1}', '{"aDouble":"0.1"}', '{"aDouble":1e-1}', '{"aDouble":0.1000000000000000055}']),
    ("float_shortest", "a_float: 0.1", ['{"aFloat":0.1}', '{"aFloat":0.10000000149}']),
    ("double_extremes", "doubles: 1.7976931348623157e308 doubles: 5e-324 doubles: 0 doubles: -1e22",
     ['{"doubles":[1.7976931348623157e+308,5e-324,0,-1e+22]}', '{"doubles":[1.7976931348623157e308,"5e-324",1e-999,-10000000000000000000000]}']),
    ("float_underflow", "floats: 0 floats: 1e-45", ['{"floats":[0,1e-45]}', '{"floats":[1e-60,1.4e-45]}']),
    ("special_doubles", "doubles: nan doubles: inf doubles: -inf", ['{"doubles":["NaN","Infinity","-Infinity"]}']),
    ("special_float", "a_float: inf", ['{"aFloat":"Infinity"}']),
    ("strings", r'a_string: "\"\\/\b\f\n\r\t\360\237\230\201"', ['{"aString":"\\"\\\\/\\b\\f\\n\\r\\t\U0001f601"}',
                                                           '{"aString":"\\"\\\\\\/\\b\\f\\n\\r\\t\\uD83D\\uDE01"}']),
    ("string_with_zero", r'a_string: "a\000b"', ['{"aString":"a\\u0000b"}']),
    ("bytes", r'a_bytes: "\373\377\376"', ['{"aBytes":"+//+"}', '{"aBytes":"-__-"}']),
    ("bytes_padding", r'a_bytes: "\373"', ['{"aBytes":"+w=="}', '{"aBytes":"-w"}', '{"aBytes":"-_"}', '{"aBytes":"+w"}']),
    ("enums", "an_enum: PAYMENT_REFUND enums: [PAYMENT_CARD, PAYMENT_UNKNOWN]",
     ['{"anEnum":"PAYMENT_REFUND","enums":["PAYMENT_CARD","PAYMENT_UNKNOWN"]}', '{"anEnum":-1,"enums":[1,0]}']),
    ("enum_unknown_number", "an_enum: 77", ['{"anEnum":77}', '{"anEnum":77.0}']),
    ("messages", 'a_message { number: 1 text: "x" } messages {} messages { number: 2 }',
     ['{"aMessage":{"number":1,"text":"x"},"messages":[{},{"number":2}]}', '{"messages":[{},{"number":2}],"aMessage":{"text":"x","number":1}}']),
    ("recursion", "a_message { again { a_message { again { a_bool: true } } } }",
     ['{"aMessage":{"again":{"aMessage":{"again":{"aBool":true}}}}}']),
    ("presence", 'maybe_int32: 0 maybe_string: "" maybe_enum: PAYMENT_UNKNOWN',
     ['{"maybeInt32":0,"maybeString":"","maybeEnum":"PAYMENT_UNKNOWN"}']),
    ("absent_optional", "", ['{}', '{"maybeInt32":null,"maybeString":null}']),
    ("packed_and_unpacked", "int32s: [1, -1, 300] unpacked: [1, -1] uint64s: [0]",
     ['{"int32s":[1,-1,300],"unpacked":["1","-1"],"uint64s":["0"]}', '{"int32s":["1",-1,3e2],"unpacked":[1,-1],"uint64s":[0]}']),
    ("maps", 'by_string { key: "" value: "x" } by_int32 { key: -1 value: 2 } by_uint64 { key: 18446744073709551615 value: 0.5 } '
     'by_bool { key: false value { number: 1 } } by_bool { key: true value {} } by_sint64 { key: -3 value: PAYMENT_CARD } '
     r'by_fixed32 { key: 4 value: "\001" }',
     ['{"byString":{"":"x"},"byInt32":{"-1":"2"},"byUint64":{"18446744073709551615":0.5},"byBool":{"false":{"number":1},"true":{}},'
      '"bySint64":{"-3":"PAYMENT_CARD"},"byFixed32":{"4":"AQ=="}}']),
    ("map_with_default_value", 'by_int32 { key: 0 value: 0 }', ['{"byInt32":{"0":"0"}}', '{"byInt32":{"0":0}}', '{"by_int32":{"\\u0030":0}}']),
    ("oneof_default", "choice_int32: 0", ['{"choiceInt32":0}', '{"choiceInt32":0,"choiceString":null}', '{"choiceString":null,"choiceInt32":0}']),
    ("oneof_message", "choice_message {}", ['{"choiceMessage":{}}']),
    ("oneof_null_value", "choice_null: NULL_VALUE", ['{"choiceNull":null}', '{"choiceNull":"NULL_VALUE"}', '{"choiceNull":0}']),
    ("timestamp_zero", "a_timestamp {}", ['{"aTimestamp":"1970-01-01T00:00:00Z"}', '{"aTimestamp":"1970-01-01T00:00:00.000000Z"}',
                                          '{"aTimestamp":"1970-01-01T23:59:00+23:59"}', '{"aTimestamp":"1969-12-31T00:01:00-23:59"}',
                                          '{"aTimestamp":"1970-01-01T00:00:00-00:00"}']),
    ("timestamp_first", "a_timestamp { seconds: -62135596800 }", ['{"aTimestamp":"0001-01-01T00:00:00Z"}']),
    ("timestamp_last", "a_timestamp { seconds: 253402300799 nanos: 999999999 }", ['{"aTimestamp":"9999-12-31T23:59:59.999999999Z"}']),
    ("timestamp_before_1970", "a_timestamp { seconds: -1 nanos: 999000000 }", ['{"aTimestamp":"1969-12-31T23:59:59.999Z"}',
                                                                              '{"aTimestamp":"1969-12-31T23:59:59.999000000Z"}']),
    ("timestamp_leap_day", "a_timestamp { seconds: 951782400 nanos: 1000 }", ['{"aTimestamp":"2000-02-29T00:00:00.000001Z"}']),
    ("duration", "a_duration { seconds: -1 nanos: -500000000 }", ['{"aDuration":"-1.500s"}', '{"aDuration":"-1.5s"}', '{"aDuration":"-1.500000000s"}']),
    ("duration_below_a_second", "a_duration { nanos: -1 }", ['{"aDuration":"-0.000000001s"}']),
    ("duration_zero", "a_duration {}", ['{"aDuration":"0s"}', '{"aDuration":"-0s"}', '{"aDuration":"0.0s"}']),
    ("duration_last", "a_duration { seconds: 315576000000 nanos: 999999999 }", ['{"aDuration":"315576000000.999999999s"}']),
    ("field_mask", 'a_field_mask { paths: "foo" paths: "bar_baz.qux" }', ['{"aFieldMask":"foo,barBaz.qux"}']),
    ("field_mask_empty", "a_field_mask {}", ['{"aFieldMask":""}']),
    ("struct", 'a_struct { fields { key: "a" value { list_value { values { number_value: 1 } values { null_value: NULL_VALUE } '
     'values { struct_value {} } } } } }', ['{"aStruct":{"a":[1,null,{}]}}']),
    ("struct_empty", "a_struct {} a_list {}", ['{"aStruct":{},"aList":[]}']),
    ("value_null", "a_value { null_value: NULL_VALUE }", ['{"aValue":null}']),
    ("value_string", 'a_value { string_value: "" }', ['{"aValue":""}']),
    ("values_of_every_kind", 'values { null_value: NULL_VALUE } values { bool_value: false } values { number_value: 0 } values { list_value {} }',
     ['{"values":[null,false,0,[]]}']),
    ("map_of_values", 'value_by_string { key: "n" value { null_value: NULL_VALUE } }', ['{"valueByString":{"n":null}}']),
    ("wrappers_of_defaults", 'a_bool_value {} an_int32_value {} an_int64_value {} a_uint32_value {} a_uint64_value {} a_float_value {} '
     'a_double_value {} a_string_value {} a_bytes_value {}',
     ['{"aBoolValue":false,"anInt32Value":0,"anInt64Value":"0","aUint32Value":0,"aUint64Value":"0","aFloatValue":0,"aDoubleValue":0,'
      '"aStringValue":"","aBytesValue":""}']),
    ("wrappers", 'a_bool_value { value: true } an_int64_value { value: 3 } a_double_value { value: nan } int64_values {} int64_values { value: 5 }',
     ['{"aBoolValue":true,"anInt64Value":"3","aDoubleValue":"NaN","int64Values":["0","5"]}', '{"aBoolValue":true,"anInt64Value":3,"aDoubleValue":"NaN",'
      '"int64Values":[0,"5"],"aStringValue":null}']),
    ("wkt_message_empty", "an_empty {}", ['{"anEmpty":{}}']),
    ("any_empty", "an_any {}", ['{"anAny":{}}']),
    ("any", 'an_any { [type.googleapis.com/neurocrypt.sample.Order] { order_id: 7 } }',
     ['{"anAny":{"@type":"type.googleapis.com/neurocrypt.sample.Order","orderId":"7"}}', '{"anAny":{"order_id":7,"@type":"type.googleapis.com/neurocrypt.sample.Order"}}']),
    ("any_duration", 'an_any { [type.googleapis.com/google.protobuf.Duration] { seconds: 1 } }',
     ['{"anAny":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}}']),
    ("any_any", 'an_any { [type.googleapis.com/google.protobuf.Any] { [type.googleapis.com/google.protobuf.Int64Value] { value: 1 } } }',
     ['{"anAny":{"@type":"type.googleapis.com/google.protobuf.Any","value":{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":"1"}}}']),
    ("any_empty_message", 'an_any { [type.googleapis.com/google.protobuf.Empty] {} }',
     ['{"anAny":{"@type":"type.googleapis.com/google.protobuf.Empty"}}', '{"anAny":{"@type":"type.googleapis.com/google.protobuf.Empty","value":{}}}']),
    ("renamed", 'renamed: "x"', ['{"another-name":"x"}', '{"renamed":"x"}']),
    ("large_field_number", "field_with_a_rather_large_number: 1", ['{"fieldWithARatherLargeNumber":1}']),
]

# the text, and words of the error
INVALID = [
    ("null", "takes no null"), ("[]", "takes no array"), ("1", "takes no number"), ('"x"', "takes no string"), ("", "text ends"),
    ('{"aBool":true,}', "comma"), ('{"int32s":[1,]}', "comma"), ("{aBool:true}", "expected"), ("{'aBool':true}", "expected"),
    ('{"aString":\'x\'}', "expected a value"), ('{"aBool":True}', "expected"), ('{"aDouble":NaN}', "expected"), ('{"aDouble":-Infinity}', "without digits"),
    ('{"aBool":true} x', "more text"), ('{/* */"aBool":true}', "expected"), ('{"aBool":true "anInt32":1}', "expected"),
    ('{"aString":"\\U0041"}', "escape"), ('{"aString":"\\uD800"}', "surrogate"), ('{"aString":"\\uDE01\\uD83D"}', "surrogate"),
    ('{"aBool":true,"aBool":false}', "twice"), ('{"anInt32":1,"an_int32":1}', "twice"), ('{"an_int32":1,"anInt32":1}', "twice"),
    ('{"choiceInt32":1,"choiceString":"x"}', "one oneof"), ('{"choiceNull":null,"choiceString":"x"}', "one oneof"),
    ('{"nothing":1}', "no field of this name"), ('{"AnInt32":1}', "no field of this name"), ('{"@unknown":"CAE="}', "no field of this name"),
    ('{"aBool":"true"}', "takes no string"), ('{"aBool":1}', "takes no number"), ('{"aBool":0}', "takes no number"),
    ('{"anInt32":2147483648}', "not a number that"), ('{"anInt32":-2147483649}', "not a number that"), ('{"anInt32":0.5}', "not a number that"),
    ('{"anInt32":"0.5"}', "not a number that"), ('{"anInt32":" 1"}', "not a number that"), ('{"anInt32":"1 "}', "not a number that"),
    ('{"anInt32":"+1"}', "not a number that"), ('{"anInt32":"01"}', "not a number that"), ('{"anInt32":""}', "not a number that"),
    ('{"anInt32":"0x10"}', "not a number that"), ('{"anInt32":"1e-1"}', "not a number that"), ('{"anInt32":01}', "leading zero"), ('{"anInt32":+1}', "expected"),
    ('{"anInt32":true}', "takes no boolean"), ('{"anInt32":[1]}', "takes no array"), ('{"anInt32":{}}', "takes no object"),
    ('{"anInt32":1e1000000000000}', "not a number that"), ('{"anInt32":"NaN"}', "not a number that"),
    ('{"aUint32":-1}', "not a number that"), ('{"aUint32":4294967296}', "not a number that"), ('{"anInt64":9223372036854775808}', "not a number that"),
    ('{"aUint64":"18446744073709551616"}', "not a number that"), ('{"aUint64":"-1"}', "not a number that"),
    ('{"aFloat":3.502823e+38}', "not a number that"), ('{"aFloat":-3.502823e+38}', "not a number that"), ('{"aDouble":1.89769e+308}', "not a number that"),
    ('{"aDouble":"1.89769e+308"}', "not a number that"), ('{"aDouble":"nan"}', "not a number that"), ('{"aDouble":"inf"}', "not a number that"),
    ('{"aDouble":"+Infinity"}', "not a number that"), ('{"aDouble":".5"}', "not a number that"), ('{"aDouble":""}', "not a number that"),
    ('{"aString":1}', "takes no number"), ('{"aString":true}', "takes no boolean"), ('{"aBytes":"$"}', "base64"), ('{"aBytes":"A"}', "base64"),
    ('{"aBytes":"AQ= ="}', "base64"), ('{"aBytes":1}', "takes no number"),
    ('{"anEnum":"CARD"}', "has no value"), ('{"anEnum":"payment_card"}', "has no value"), ('{"anEnum":"1"}', "has no value"), ('{"anEnum":1.5}', "not a number that"),
    ('{"anEnum":2147483648}', "not a number that"), ('{"anEnum":true}', "takes no boolean"),
    ('{"aMessage":[]}', "takes no array"), ('{"aMessage":"x"}', "takes no string"), ('{"int32s":1}', "takes no number"), ('{"int32s":{"0":1}}', "takes no object"),
    ('{"int32s":[1,null]}', "null is no element"), ('{"messages":[{},null]}', "null is no element"), ('{"int32s":[1,[2]]}', "takes no array"),
    ('{"timestamps":[null]}', "null is no element"), ('{"int64Values":[null]}', "null is no element"),
    ('{"byString":{"a":null}}', "null is no value"), ('{"byString":[]}', "takes no array"), ('{"byString":{"a":1}}', "takes no number"),
    ('{"byBool":{"True":{}}}', "true or false"), ('{"byInt32":{"":1}}', "plain digits"), ('{"byInt32":{"1.0":1}}', "plain digits"), ('{"byInt32":{"01":1}}', "plain digits"),
    ('{"byInt32":{"-0":1}}', "plain digits"), ('{"byInt32":{"x":1}}', "plain digits"), ('{"byInt32":{"2147483648":1}}', "not a number that"),
    ('{"byUint64":{"-1":1}}', "not a number that"), ('{"byString":{"a":"1","a":"2"}}', "twice"),
    ('{"aTimestamp":"0000-01-01T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"10000-01-01T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"0001-01-01T00:00:00+00:01"}', "RFC 3339"),
    ('{"aTimestamp":"9999-12-31T23:59:59-00:01"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:00"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01 00:00:00Z"}', "RFC 3339"),
    ('{"aTimestamp":"1970-01-01t00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:00z"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:00.Z"}', "RFC 3339"),
    ('{"aTimestamp":"1970-01-01T00:00:00.0000000001Z"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:00+0100"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:00+24:00"}', "RFC 3339"),
    ('{"aTimestamp":"1970-01-01T24:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:60:00Z"}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00:60Z"}', "RFC 3339"),
    ('{"aTimestamp":"1970-02-29T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"1970-13-01T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":"1970-00-01T00:00:00Z"}', "RFC 3339"),
    ('{"aTimestamp":"1970-1-1T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":" 1970-01-01T00:00:00Z"}', "RFC 3339"), ('{"aTimestamp":""}', "RFC 3339"), ('{"aTimestamp":0}', "RFC 3339"),
    ('{"aTimestamp":{"seconds":1}}', "RFC 3339"), ('{"aTimestamp":"1970-01-01T00:00Z"}', "RFC 3339"),
    ('{"aDuration":"1"}', "seconds"), ('{"aDuration":"s"}', "seconds"), ('{"aDuration":"+1s"}', "seconds"), ('{"aDuration":".5s"}', "seconds"), ('{"aDuration":"1.s"}', "seconds"),
    ('{"aDuration":"1.0000000001s"}', "seconds"), ('{"aDuration":"315576000001s"}', "seconds"), ('{"aDuration":"-315576000001s"}', "seconds"), ('{"aDuration":"1e3s"}', "seconds"),
    ('{"aDuration":"--1s"}', "seconds"), ('{"aDuration":" 1s"}', "seconds"), ('{"aDuration":1}', "seconds"),
    ('{"aFieldMask":"bar_baz"}', "lowerCamelCase"), ('{"aFieldMask":"a,,b"}', "lowerCamelCase"), ('{"aFieldMask":"a, b"}', "lowerCamelCase"), ('{"aFieldMask":"a,"}', "lowerCamelCase"),
    ('{"aFieldMask":["a"]}', "lowerCamelCase"), ('{"aStruct":[]}', "is an object"), ('{"aList":{}}', "is an array"), ('{"anInt32Value":{"value":1}}', "takes no object"),
    ('{"anAny":"x"}', "@type"), ('{"anAny":{"value":1}}', "@type"), ('{"anAny":{"@type":"","value":""}}', "no URL"), ('{"anAny":{"@type":"neurocrypt.sample.Order"}}', "no URL"),
    ('{"anAny":{"@type":1}}', "no URL"), ('{"anAny":{"@type":"a/b.C"}}', "not in the schema"), ('{"anAny":{"@type":"a/google.protobuf.Duration"}}', "'value' is missing"),
    ('{"anAny":{"@type":"a/google.protobuf.Duration","value":"1s","x":1}}', "no member but"), ('{"anAny":{"@type":"a/google.protobuf.Duration","value":1}}', "seconds"),
    ('{"anAny":{"@type":"a/neurocrypt.sample.Order","x":1}}', "no field of this name"),
    ('{"aStruct":{"a":' + '{"a":' * 40 + "1" + "}" * 42, "nested more than"),
]

# bytes, and what the record that they are is as JSON; "same" or the bytes that are written for it
WIRE_VALID = [
    ("nothing", "", "{}", "same"),
    ("a scalar twice: the last counts", "10011002", '{"anInt32":2}', "1002"),
    ("a varint longer than need be", "10818000", '{"anInt32":1}', "1001"),
    ("a tag longer than need be", "900001", '{"anInt32":1}', "1001"),
    ("an int32 of more than 32 bits", "10ffffffff1f", '{"anInt32":-1}', "10ffffffffffffffffff01"),
    ("a negative int32", "10ffffffffffffffffff01", '{"anInt32":-1}', "same"),
    ("a bool of 2", "0802", '{"aBool":true}', "0801"),
    ("a default on the wire", "1000", "{}", ""),
    ("packed where declared, unpacked as sent", "800201800202", '{"int32s":[1,2]}', "8202020102"),
    ("packed in two parts", "8202010182020102800203", '{"int32s":[1,2,3]}', "820203010203"),
    ("unpacked where declared, packed as sent", "c202020102", '{"unpacked":[1,2]}', "c00201c00202"),
    ("packed and empty", "820200", "{}", ""),
    ("a message in two parts is merged", "8a0102080a8a0103120178", '{"aMessage":{"number":10,"text":"x"}}', "8a0105080a120178"),
    ("of a oneof the last counts", "e80301f2030178", '{"choiceString":"x"}', "f2030178"),
    ("of a oneof the last counts, whatever its number", "f2030178e80301", '{"choiceInt32":1}', "e80301"),
    ("a oneof message that was replaced starts anew", "fa03020801e80301fa0303120178", '{"choiceMessage":{"text":"x"}}', "fa0303120178"),
    ("a map entry without key and value", "9a0300", '{"byString":{"":""}}', "9a03040a001200"),
    ("a map entry with value before key", "a2030410030802", '{"byInt32":{"2":3}}', "a2030408021003"),
    ("of equal keys the last counts", "a2030408011001a2030408021002a2030408011003", '{"byInt32":{"2":2,"1":3}}', "a2030408021002a2030408011003"),
    ("a message value without bytes", "b203020801", '{"byBool":{"true":{}}}', "b2030408011200"),
    ("unknown fields", "10019a0c0178d00c05", '{"anInt32":1,"@unknown":"mgwBeNAMBQ=="}', "same"),
    ("a known number with another wire type", "120178", '{"@unknown":"EgF4"}', "same"),
    ("an unknown group", "930c0801940c", '{"@unknown":"kwwIAZQM"}', "same"),
    ("unknown fields inside", "8a01050801d00c05", '{"aMessage":{"number":1,"@unknown":"0AwF"}}', "same"),
    ("a timestamp out of range", "ba040d08ffffffffff3f10ffffffff07", '{"aTimestamp":{"seconds":2199023255551,"nanos":2147483647}}', "same"),
    ("a duration of two signs", "c2040d080110ffffffffffffffffff01", '{"aDuration":{"seconds":1,"nanos":-1}}', "same"),
    ("a field mask that JSON cannot write", "ca04080a06666f6f426172", '{"aFieldMask":{"paths":["fooBar"]}}', "same"),
    ("a wrapper with an unknown field", "92050418010801", '{"anInt32Value":{"value":1,"@unknown":"GAE="}}', "92050408011801"),
    ("an Any of a type that is not there", "ea04080a03612f621201ff", '{"anAny":{"typeUrl":"a/b","value":"/w=="}}', "same"),
]

# bytes, and words of the error
WIRE_INVALID = [
    ("10", "varint is cut off"), ("1080", "varint is cut off"), ("10ffffffffffffffffff02", "longer than 64 bits"), ("10ffffffffffffffffffff01", "longer than 64 bits"),
    ("0001", "field number"), ("808080801001", "field number"), ("0e", "wire type"), ("0f", "wire type"), ("4500", "cut off"), ("49000000", "cut off"),
    ("72", "varint is cut off"), ("7205", "past the end"), ("72ffffffff0f", "past the end"), ("72ffffffffffffffff7f", "past the end"), ("0c", "did not start"), ("930c", "group is cut off"),
    ("930c940c940c", "did not start"), ("930c9c0c", "did not start"), ("7201ff", "UTF-8"), ("7203eda080", "UTF-8"), ("a20201c0", "UTF-8"), ("82020180", "varint is cut off"),
    ("920203000000", "cut off"), ("8a010110", "varint is cut off"), ("a203020a00", "besides key and value"), ("da0400", "no JSON form"), ("da0402085c", "no JSON form"), ("ea04030a01ff", "UTF-8"), ("a20303180108", "cut off"),
]


def block(fields):
    return "".join(f"{name} = {value}\n" for name, value in fields) + "\n"


def header(title):
    return f"# {title}\n" + block([("source", "https://protobuf.dev/programming-guides/json and /encoding"), ("generated-by", "tools/vectors/protobuf.py")])


def encode(text):
    command = ["protoc", f"-I{FOLDER}", "--encode=neurocrypt.sample.Everything", "--deterministic_output", "sample.proto"]
    return subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.hex()


def main():
    out = header("ProtoJSON of neurocrypt.sample.Everything that is accepted; `output` is how it is printed.")
    for name, text, inputs in VALID:
        fields = [("name", name), ("bytes", encode(text)), ("output", inputs[0])]
        for number, each in enumerate(inputs):
            json.loads(each)
            fields.append((f"input{number}", each))
        out += block(fields)
    (FOLDER / "json_valid.txt").write_text(out)

    out = header("ProtoJSON of neurocrypt.sample.Everything that is refused, and words of the error.")
    for text, error in INVALID:
        out += block([("input", text), ("error", error)])
    (FOLDER / "json_invalid.txt").write_text(out)

    out = header("Wire bytes of neurocrypt.sample.Everything, the record as JSON, and the bytes that are written for it.")
    for name, wire, record, written in WIRE_VALID:
        bytes.fromhex(wire), bytes.fromhex(written if written != "same" else "")
        out += block([("name", name), ("bytes", wire), ("record", record), ("written", wire if written == "same" else written)])
    (FOLDER / "wire_valid.txt").write_text(out)

    out = header("Wire bytes of neurocrypt.sample.Everything that are refused, and words of the error.")
    for wire, error in WIRE_INVALID:
        bytes.fromhex(wire)
        out += block([("bytes", wire), ("error", error)])
    (FOLDER / "wire_invalid.txt").write_text(out)


if __name__ == "__main__":
    main()
