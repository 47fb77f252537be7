// SPDX-License-Identifier: Apache-2.0

// Renders a chart as `helm template` does, with the libraries that Helm itself is made of and Debian has: Go's text/template, sprig
// and sigs.k8s.io/yaml. hack/verify-charts builds and runs it.
//
//	chart-renderer [-values FILE]... [-release NAME] [-namespace NAME] [-kube-version VERSION] [-show manifests|notes|values] CHART
//
// What a chart of ours does not use is not here: dependencies, hooks, a cluster to look things up in.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

// files collects a flag that may be given several times.
type files []string

func (f *files) String() string { return strings.Join(*f, ",") }

func (f *files) Set(path string) error {
	*f = append(*f, path)
	return nil
}

func main() {
	var overrides files
	flag.Var(&overrides, "values", "a file of values; later ones win")
	release := flag.String("release", "k3s-daas", "the release's name")
	namespace := flag.String("namespace", "k3s-daas", "the release's namespace")
	kubeVersion := flag.String("kube-version", "v1.32.0", "the cluster's version")
	show := flag.String("show", "manifests", "manifests, notes or values")
	flag.Parse()
	if flag.NArg() != 1 {
		fail(fmt.Errorf("usage: chart-renderer [FLAGS] CHART"))
	}
	output, err := render(flag.Arg(0), overrides, Release{Name: *release, Namespace: *namespace}, *kubeVersion, *show)
	if err != nil {
		fail(err)
	}
	fmt.Print(output)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "chart-renderer:", err)
	os.Exit(1)
}

func render(folder string, overrides []string, release Release, kubeVersion, show string) (string, error) {
	chart, err := Load(folder)
	if err != nil {
		return "", err
	}
	values := chart.Values
	for _, path := range overrides {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		var override map[string]interface{}
		if err := yaml.Unmarshal(text, &override); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		values = Coalesce(values, override)
	}
	if show == "values" {
		text, err := yaml.Marshal(values)
		return string(text), err
	}
	capabilities, err := NewCapabilities(kubeVersion)
	if err != nil {
		return "", err
	}
	rendered, err := NewEngine(chart, values, release, capabilities).Render()
	if err != nil {
		return "", err
	}
	var output strings.Builder
	for _, file := range rendered {
		isNotes := strings.HasSuffix(file.Name, "/NOTES.txt")
		switch {
		case strings.TrimSpace(file.Text) == "", isNotes != (show == "notes"):
		case isNotes:
			output.WriteString(file.Text)
		default:
			fmt.Fprintf(&output, "---\n# Source: %s\n%s\n", file.Name, strings.TrimSpace(file.Text))
		}
	}
	return output.String(), nil
}
