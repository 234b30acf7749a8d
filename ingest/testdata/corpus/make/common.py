"""What every generator of the corpus shares: the table that most files hold,
and the list of what each file must be read as.

A generator calls want(...) once per file. make.py merges the lists into
../manifest.json, which the tests of ingest read.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(os.path.dirname(HERE), "files")
PARTS = os.path.join(HERE, ".parts")

HEADER = ["Domain", "Action", "Contact Type", "Registrant Type", "Name", "Organization",
          "Country", "Province", "City", "Address", "Postal Code", "Email", "Tel Area",
          "Telephone", "Note"]
ROWS = [
    ["alpha-example.com", "update-contact", "admin", "2", "Li Si", "Example Trading Ltd", "CN",
     "zhe jiang", "hang zhou shi", "1 Wen San Lu", "310024", "owner@example.com", "86",
     "13800000000", "first"],
    ["beta-example.net", "update-contact", "tech", "2", "Wang Wu", "Example Trading Ltd", "CN",
     "nei meng gu", "hu he hao te shi", "2 Xin Hua Da Jie", "010010", "it@example.com", "86",
     "04711234567", "keeps its zero"],
    ["gamma-example.org", "transfer-code", "", "", "", "", "", "", "", "", "", "", "", "", "code, please; \"soon\""],
    ["例子.com", "update-contact", "registrant", "1", "Zhao Liu", "Zhao Liu", "CN", "bei jing",
     "bei jing shi", "3 Chang An Jie", "100000", "zhao@example.com", "86", "13911112222", "中文备注"],
]
TABLE = [HEADER] + ROWS


def path(name):
    os.makedirs(FILES, exist_ok=True)
    return os.path.join(FILES, name)


class Wants:
    """The expectations of one generator."""

    def __init__(self, maker):
        self.maker = maker
        self.entries = []

    def want(self, file, why, records=None, error=None, problems=None, remarks=None, valid=None, **options):
        """records: data rows as a person reads them (trailing blanks do not count).
        error: part of the one line that refuses the file.
        problems: {"row:field": "rule or part of the message"} that must be among the problems.
        remarks: parts of remarks about the whole file.
        valid: number of rows without an error, when that is the point."""
        e = {"file": file, "maker": self.maker, "why": why}
        if records is not None:
            e["records"] = records
        for key, value in (("error", error), ("problems", problems), ("remarks", remarks), ("valid", valid)):
            if value is not None:
                e[key] = value
        if options:
            e["options"] = options
        self.entries.append(e)

    def save(self):
        os.makedirs(PARTS, exist_ok=True)
        with open(os.path.join(PARTS, self.maker + ".json"), "w", encoding="utf-8") as f:
            json.dump(self.entries, f, ensure_ascii=False, indent=1)
