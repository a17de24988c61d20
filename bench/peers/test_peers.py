"""Tests of the comparison: no scanner is run. `python3 -m unittest discover -s bench/peers`."""

import io
import json
import pathlib
import sys
import tempfile
import unittest

import catalog
import compare
import documents
import explain
import flat_yaml
import measure
import report
import scanners

HERE = pathlib.Path(__file__).resolve().parent
TWO = "# first\napiVersion: v1\nkind: Pod\nmetadata:\n  labels: {a: b}\n  name: one\n---\nkind: Service\nmetadata: {name: two}\n"
REASON = {"kind": "taste", "en": "Because.", "ja": "理由。"}


class Documents(unittest.TestCase):
    def test_a_line_means_the_document_that_holds_it(self):
        file = documents.File(TWO)
        self.assertEqual([file.label(file.at_line(line)) for line in (1, 6, 7, 9)], ["Pod/one", "Pod/one", "Service/two", "Service/two"])

    def test_a_name_means_a_document_only_where_one_has_it(self):
        twice = documents.File(TWO + "---\nkind: Pod\nmetadata: {name: one}\n")
        self.assertEqual(twice.named("service", "two"), 1)
        self.assertIsNone(twice.named("Pod", "one"))
        self.assertEqual(documents.File("kind: Pod\n").named("Pod", "whatever"), 0)

    def test_comments_alone_are_no_document(self):
        self.assertEqual(documents.File("# nothing\n---\n\n---\nkind: Pod\n").filled, [2])


class Reports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        pathlib.Path(folder.name, "a.yaml").write_text(TWO, encoding="utf-8")
        self.files = documents.Files(pathlib.Path(folder.name))

    def test_trivy_is_read_by_line_and_else_by_the_name_in_its_message(self):
        found = [
            {"AVDID": "A", "Message": "whatever", "CauseMetadata": {"StartLine": 9}},
            {"AVDID": "B", "Message": "Container 'web' of Pod 'one' should set x", "CauseMetadata": {}},
            {"AVDID": "C", "Message": "container web of service two in default namespace should not", "CauseMetadata": {}},
            {"AVDID": "D", "Message": "no name at all", "CauseMetadata": {}},
        ]
        read = scanners.reported_by_trivy({"Results": [{"Target": "a.yaml", "Misconfigurations": found}]}, self.files)
        self.assertEqual([(check, place[2]) for check, place in read], [("A", "Service/two"), ("B", "Pod/one"), ("C", "Service/two"), ("D", "?/?")])

    def test_checkov_is_read_by_resource_and_else_by_line(self):
        failed = [
            {"check_id": "A", "file_path": "/a.yaml", "resource": "Pod.default.one", "file_line_range": [1, 1]},
            {"check_id": "B", "file_path": "/a.yaml", "resource": "Pod.default.other", "file_line_range": [7, 9]},
        ]
        read = scanners.reported_by_checkov([{"results": {"failed_checks": failed}}], self.files)
        self.assertEqual([(check, place[2]) for check, place in read], [("A", "Pod/one"), ("B", "Service/two")])

    def test_an_empty_report_of_checkov_has_no_findings(self):
        self.assertEqual(list(scanners.reported_by_checkov({"passed": 0, "failed": 0}, self.files)), [])

    def test_ours_counts_what_is_violated_and_only_that(self):
        at = {"type": "file", "path": "a.yaml", "line": 2}
        findings = [
            {"rule": "a/b", "outcome": "violated", "location": at},
            {"rule": "a/c", "outcome": "not-analysed", "location": at},
        ]
        read = list(scanners.reported_by_us({"findings": findings}, self.files))
        self.assertEqual(read, [("a/b", ("a.yaml", 0, "Pod/one"))])

    def test_a_crash_of_checkov_names_check_and_file(self):
        log = self.files.folder / "err"
        log.write_text("ERROR  Failed to run check CKV_K8S_110 on some/where/tree/sub/x.yaml:Pod.a\nTraceback", encoding="utf-8")
        self.assertEqual(scanners.crash(log, pathlib.Path("/some/where/tree")), ("CKV_K8S_110", "sub/x.yaml"))
        log.write_text("killed", encoding="utf-8")
        self.assertIsNone(scanners.crash(log, pathlib.Path("/tree")))


class Comparing(unittest.TestCase):
    one, two, three = (("a.yaml", 0, "Pod/one"), ("a.yaml", 1, "Pod/two"), ("left-out.yaml", 0, "Pod/three"))

    def subjects(self):
        found = {"sekimori": {"r/a": {self.one}, "r/b": {self.two, self.three}}, "trivy": {"T1": {self.one}, "T9": {self.two}}}
        covers = {"trivy": {"T1": {"r/a", "r/b"}}, "checkov": {"C1": {"r/a"}}}
        return compare.all_checks(found, covers, {"trivy": {"left-out.yaml"}})

    def test_the_rules_of_a_check_count_together_and_what_a_peer_was_not_shown_does_not(self):
        subject = self.subjects()[0]
        self.assertEqual((subject.rules, subject.both, subject.ours, subject.theirs), (("r/a", "r/b"), (self.one,), (self.two,), ()))

    def test_a_check_without_a_rule_is_kept_and_a_scanner_without_a_report_is_not(self):
        self.assertEqual([(each.check, each.rules, each.theirs) for each in self.subjects()[1:]], [("T9", (), (self.two,))])

    def written(self, explanations):
        out = io.StringIO()
        cost = {name: scanners.Cost(cpu, 1, 10, [], True, name) for name, cpu in (("sekimori", 0.1), ("trivy config", 5))}
        result = compare.Result("t", 1, cost, self.subjects())
        complete = report.write(out, [result], explain.Explanations(explanations), {"trivy": {"T9": "Not ours."}}, "en")
        return complete, out.getvalue()

    def test_a_difference_without_an_explanation_is_marked_and_fails(self):
        complete, text = self.written({})
        self.assertFalse(complete)
        self.assertIn("**UNEXPLAINED** (only ours, 1): a.yaml Pod/two", text)

    def test_a_difference_is_explained_by_its_check_or_by_the_object(self):
        for section, key in (("checks", "T1"), ("objects", "Pod"), ("objects", "Pod/two")):
            complete, text = self.written({"reasons": {"why": REASON}, "trivy": {section: {key: {"ours-only": "why"}}}})
            self.assertTrue(complete, text)
            self.assertIn("only ours, 1: taste: Because.", text)
            self.assertIn("| trivy T9 | 1 | Not ours. |", text)

    def test_the_other_side_needs_its_own_explanation(self):
        complete, _ = self.written({"reasons": {"why": REASON}, "trivy": {"checks": {"T1": {"theirs-only": "why"}}}})
        self.assertFalse(complete)

    def test_a_missed_goal_fails(self):
        slow = {name: scanners.Cost(1, 1, 10, [], True, name) for name in ("sekimori", "checkov")}
        out = io.StringIO()
        self.assertFalse(report.write(out, [compare.Result("t", 1, slow, [])], explain.Explanations({}), {}, "ja"))
        self.assertIn("目標 20×: 未達成", out.getvalue())


class Files(unittest.TestCase):
    def test_mappings_in_mappings_are_read_and_everything_else_is_refused(self):
        self.assertEqual(flat_yaml.parse('a:\n  b:\n    c: "x: \\"y\\""\n  d: e\nf:\n'), {"a": {"b": {"c": 'x: "y"'}, "d": "e"}, "f": None})
        for bad in ("- a", "a: [b]", "a: b\n  c: d", "a: 1\na: 2", "a: b # c", "a:\n    b: c\n  d: e", "a: 'b'"):
            with self.assertRaises(ValueError, msg=bad):
                flat_yaml.parse(bad)

    def test_the_explanations_of_the_repository_are_well_formed(self):
        explain.load(HERE / "differences.yaml")

    def test_an_explanation_with_an_unknown_word_is_refused(self):
        for tree, wanted in (
            ({"trivy": {"checks": {"T1": {"ours": "why"}}}, "reasons": {"why": REASON}}, "`ours` is none of"),
            ({"trivy": {"checks": {"T1": {"ours-only": "no"}}}, "reasons": {}}, "no reason `no`"),
            ({"reasons": {"why": REASON}}, "nothing has the reason `why`"),
            ({"reasons": {"why": {**REASON, "kind": "fault"}}}, "kind is none of"),
        ):
            with self.assertRaisesRegex(ValueError, wanted):
                explain.Explanations(tree)

    def test_the_reasons_of_the_coverage_are_found(self):
        coverage = HERE.parents[1] / "docs" / "coverage"
        for framework, reasons in catalog.uncovered(coverage, "ja").items():
            self.assertTrue(all(reasons.values()), framework)

    def test_covers_are_read_by_framework_and_check(self):
        rules = {"rules": [{"id": "a/b", "covers": [{"framework": "trivy", "id": "T"}, {"framework": "polaris", "id": "P"}]}]}
        self.assertEqual(catalog.covers(rules), {"trivy": {"T": {"a/b"}}, "checkov": {}})


class Measuring(unittest.TestCase):
    def test_a_command_is_measured_and_its_code_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            out = f"{folder}/out"
            code = "import json; sum(range(2_000_000)); print(json.dumps(1)); raise SystemExit(3)"
            figures = measure.measure([sys.executable, "-c", code], out, f"{folder}/err")
            self.assertEqual((figures["code"], json.loads(pathlib.Path(out).read_text(encoding="utf-8"))), (3, 1))
            self.assertGreater(figures["cpu"], 0.01)
            self.assertGreater(figures["rss"], 1_000_000)


if __name__ == "__main__":
    unittest.main()
