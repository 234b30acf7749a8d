package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"domainbatch/executor"
	"domainbatch/report/metrics"
)

// alertRules is a file of rules as Prometheus reads it.
type alertRules struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Alert, Expr, For    string
			Labels, Annotations map[string]string
		}
	}
}

// The sample of alert rules names only metrics that are written, with labels
// and values that they have, and covers what somebody has to be woken for.
func TestAlertRulesAreOnMetricsThatExist(t *testing.T) {
	const path = "../../samples/alerts.yml"
	var file alertRules
	if err := yaml.Load([]byte(mustRead(t, path)), &file); err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\bdomainbatch_[a-z_]+`)
	results := regexp.MustCompile(`result=~"([^"]*)"`)
	used := map[string]bool{}
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			found := names.FindAllString(rule.Expr, -1)
			if rule.Alert == "" || len(found) == 0 || rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" {
				t.Errorf("rule %q is not whole", rule.Alert)
			}
			for _, name := range found {
				used[name] = true
				if !slices.Contains(metrics.Names(), name) {
					t.Errorf("%s: there is no metric %s", rule.Alert, name)
				}
			}
			for _, m := range results.FindAllStringSubmatch(rule.Expr, -1) {
				for value := range strings.SplitSeq(m[1], "|") {
					if !slices.Contains(executor.Results(), executor.Result(value)) {
						t.Errorf("%s: there is no result %s", rule.Alert, value)
					}
				}
			}
		}
	}
	for _, name := range []string{
		metrics.LastSuccess, metrics.LastRun, metrics.UnknownRows, metrics.OldestPending, metrics.PendingTasks, metrics.LastExit, metrics.LastRows,
		metrics.Throttled, metrics.SettledRate, metrics.NotificationFailures,
	} {
		if !used[name] {
			t.Errorf("no rule looks at %s", name)
		}
	}
	if tool, err := exec.LookPath("promtool"); err == nil {
		if out, err := exec.Command(tool, "check", "rules", path).CombinedOutput(); err != nil {
			t.Errorf("promtool: %v\n%s", err, out)
		}
	}
}

// The metrics know the results that rows can have.
func TestMetricsKnowEveryResult(t *testing.T) {
	for _, r := range executor.Results() {
		if !metrics.KnowsResult(string(r)) {
			t.Errorf("the metrics have no rows that are %s", r)
		}
	}
}
