"""A plain string matcher, for comparison: equal words, trigrams, the parent's name, a few abbreviations. No training, no semantics."""
import re

import numpy as np

SHORT = dict(pair.split("=") for pair in
             "addr=address amt=amount acct=account cd=code cnt=count cust=customer desc=description dt=date id=identifier no=number "
             "num=number nbr=number qty=quantity tel=telephone phone=telephone org=organization ref=reference nm=name curr=currency "
             "ccy=currency msg=message txn=transaction tx=transaction fname=firstname lname=lastname dob=birthdate zip=postcode".split())


def words(name):
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [SHORT.get(w, w) for w in re.findall(r"[^\W_]+", name.lower())]


def trigrams(tokens):
    joined = f"  {' '.join(tokens)} "
    return {joined[i:i + 3] for i in range(len(joined) - 2)}


def overlap(a, b):
    return len(a & b) / max(1, len(a | b))


def parts(field):
    names = [p for p in re.split(r"[/.]", re.sub(r"\[[^\]]*\]", "", field["path"])) if p]
    leaf = words(field.get("name") or (names[-1] if names else ""))
    parent = words(" ".join(names[:-1]))
    return leaf, set(leaf), trigrams(leaf), set(parent), trigrams(parent) if parent else set()


def match(source, target):
    a, b = [parts(f) for f in source], [parts(f) for f in target]
    out = np.zeros((len(a), len(b)))
    for i, (_, wa, ga, pa, ta) in enumerate(a):
        for j, (_, wb, gb, pb, tb) in enumerate(b):
            leaf = 0.5 * overlap(wa, wb) + 0.5 * overlap(ga, gb)
            parent = 0.5 * overlap(pa, pb) + 0.5 * overlap(ta, tb) if pa and pb else 0.0
            out[i, j] = leaf + 0.25 * parent
    return out
