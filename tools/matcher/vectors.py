"""Writes vectors/match.json: words, features and weights as the Python of this folder computes them, for the C++ to be held to.

    vectors.py WEIGHTS OUT.json
"""
import json
import sys

import numpy as np

import features
import model
import text

TEXTS = ("createdAt", "URLPath", "userIDs", "CUST-ACCT-NO", "custAcctNo", "address1", "建坪/總坪", "電影(中)", "Größe", "имяПользователя", "",
         "___", "firstname", "lastmodifieddate", "ISO8601Date", "x", "日本語Name", "a.b[2].c", "HTTPServer2", "ǅ", "naïve café", "zzqxv", "ACRONYMSNext", "KUNNR", "Straßenname", "PO1_LINE-2b",
         "customerordernumber", "商品名稱", "🙂 emoji", "IDs", "OAuth2Token", "½ cup")

PAIRS = (
    ([{"path": "/customer/firstName", "type": "string", "doc": "Given name of the customer.", "samples": ["Ann", "Bob"]},
      {"path": "/customer/dob", "type": "date", "samples": ["1980-01-31", "1999-12-01"]},
      {"path": "/orders/items[]/sku", "type": "string"}, {"path": "/orders/total_amount", "type": "number",
                                                          "samples": ["12.50", "3", "4111111111111111"]},
      {"path": "/orders/is_paid", "type": "boolean", "samples": ["true", "false"]}, {"path": ""}],
     [{"path": "CUST-FST-NM", "type": "PIC X(20)", "samples": ["Ann", "Carl "]}, {"path": "CUST-BRTH-DT", "type": "date",
                                                                              "samples": ["31.01.1980"]},
      {"path": "ORD.ITM[2].STK-NR", "type": "char"}, {"path": "ORD.TTL-AMT", "type": "decimal", "samples": ["12.5", "3.00"]},
      {"path": "ORD.PAID-IND", "name": "Whether the order has been paid", "type": "flag"}, {"path": "價格", "name": "總價"},
      {"path": "PX-9", "name": "Email of the buyer", "samples": ["a@b.example", "https://x.example/"]}]),
    ([{"path": "PID-5", "name": "Patient Name", "type": "XPN"}, {"path": "PID-7", "name": "Date/Time of Birth", "type": "DTM"}],
     [{"path": "name[1].given", "type": "string"}, {"path": "birthDate", "type": "date"}, {"path": "gender", "type": "code"}]),
    ([{"path": "價格"}], [{"path": "price"}]),
    # Columns: numbers, dates, codes and words that overlap, and names that say nothing.
    ([{"path": "amount", "samples": ["12.50", "-3.25", "100", "7"]}, {"path": "booked", "samples": ["2023-01-05", "2024-11-30", "n/a"]},
      {"path": "country", "samples": ["Peru", "Chile", " peru "]}, {"path": "part", "samples": ["AB-123", "CD-77", "Größe 5"]},
      {"path": "classifiers['Operating System']"}, {"path": "/inv:Order/cbc:Title"}, {"path": "order.[lang].title"}, {"path": "none", "samples": []}],
     [{"path": "col1", "samples": ["9", "-4", "88.1"]}, {"path": "col2", "samples": ["05.02.2023", "30.11.2024"]},
      {"path": "col3", "samples": ["CHILE", "Peru", "Bolivia"]}, {"path": "col4", "samples": ["ZZ-9", "AB-123"]},
      {"path": "operating_system"}, {"path": "item[3].titel=\"x.y/z\""}, {"path": "oprtng_systm"}, {"path": "KUNNR"}]),
)


def main():
    net = model.Model.read(sys.argv[1])
    out = {"words": [], "pairs": []}
    for sample in TEXTS:
        out["words"].append({"text": sample, "runs": text.runs(sample), "words": net.lex.words(sample),
                             "shape": sorted(text.shape_grams(sample), key=lambda g: g.encode())})
    for source, target in PAIRS:
        logits, a, b = net.logits(source, target)
        out["pairs"].append({
            "source": source, "target": target,
            "features": np.round(features.pair_features(a, b).astype(float), 5).tolist(),
            "weights": np.round(net.match(source, target).astype(float), 5).tolist()})
    out["feature_names"] = list(features.NAMES)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(json.dumps(out, ensure_ascii=False).replace('{"text"', '\n{"text"').replace('{"source"', '\n{"source"') + "\n")


if __name__ == "__main__":
    main()
