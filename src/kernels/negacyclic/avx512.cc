namespace neurocrypt {}
