#!/usr/bin/env python3
"""Writes events.jsonl, reports of an invented authentication service. All names are invented; the addresses
are those that RFC 5737 sets aside for documentation.

    python3 examples/translate/make_events.py [COUNT] > events.jsonl     (default: 12)
"""
import json
import random
import sys

USERS = "alice bob carol dave erin frank grace heidi ivan judy".split()
ACTIONS = "login logout reset login login unlock".split()
DEVICES = ["Fairphone 5", "ThinkPad X1", "kiosk 17", "Pixel 9"]


def event(number, random_state):
    message = {"user": random_state.choice(USERS), "action": random_state.choice(ACTIONS),
               "timestamp": 1764150000 + 37 * number}
    if random_state.random() < 0.8:
        message["client"] = {"ip": f"192.0.2.{random_state.randint(1, 254)}"}
        if random_state.random() < 0.7:
            message["client"]["device"] = random_state.choice(DEVICES)
    message["session"] = f"{random_state.getrandbits(64):016x}"
    return message


random_state = random.Random(1)
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 12):
    print(json.dumps(event(number, random_state)))
