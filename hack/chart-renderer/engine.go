// SPDX-License-Identifier: Apache-2.0
package main

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

// Release is what templates see as .Release, besides what is the same for each of ours.
type Release struct{ Name, Namespace string }

// KubeVersion is what templates see as .Capabilities.KubeVersion.
type KubeVersion struct{ Version, Major, Minor string }

// String is the version, as in {{ .Capabilities.KubeVersion }}.
func (v KubeVersion) String() string { return v.Version }

// APIVersions are what templates ask by .Capabilities.APIVersions.Has.
type APIVersions []string

// Has is whether a cluster has an API; without one, none.
func (v APIVersions) Has(name string) bool {
	for _, known := range v {
		if known == name {
			return true
		}
	}
	return false
}

// Capabilities is what templates see as .Capabilities.
type Capabilities struct {
	KubeVersion KubeVersion
	APIVersions APIVersions
}

// NewCapabilities describes a cluster of a version, of which nothing else is known.
func NewCapabilities(version string) (*Capabilities, error) {
	parts := regexp.MustCompile(`^v(\d+)\.(\d+)\.\d+`).FindStringSubmatch(version)
	if parts == nil {
		return nil, fmt.Errorf("%q is no version such as v1.32.0", version)
	}
	return &Capabilities{KubeVersion: KubeVersion{version, parts[1], parts[2]}, APIVersions: APIVersions{"v1"}}, nil
}

// Rendered is what a template became.
type Rendered struct{ Name, Text string }

// Engine renders one chart with one set of values.
type Engine struct {
	chart    *Chart
	top      map[string]interface{}
	parsed   *template.Template
	included map[string]int
}

// includeDepth is how deep templates may include themselves.
const includeDepth = 1000

// NewEngine takes what templates are rendered with.
func NewEngine(chart *Chart, values map[string]interface{}, release Release, capabilities *Capabilities) *Engine {
	top := map[string]interface{}{
		"Chart":        chart.Metadata,
		"Values":       values,
		"Files":        chart.Files,
		"Capabilities": capabilities,
		"Release": map[string]interface{}{
			"Name": release.Name, "Namespace": release.Namespace, "Service": "Helm", "Revision": 1,
			"IsInstall": true, "IsUpgrade": false,
		},
	}
	return &Engine{chart: chart, top: top, included: map[string]int{}}
}

// Render renders every template that is not a partial, in the order of their names.
func (e *Engine) Render() ([]Rendered, error) {
	e.parsed = template.New("chart").Option("missingkey=zero").Funcs(e.functions())
	names := make([]string, 0, len(e.chart.Templates))
	for name := range e.chart.Templates {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if _, err := e.parsed.New(e.full(name)).Parse(e.chart.Templates[name]); err != nil {
			return nil, err
		}
	}
	var rendered []Rendered
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		e.top["Template"] = map[string]interface{}{"Name": e.full(name), "BasePath": e.full("templates")}
		text, err := e.execute(e.parsed, e.full(name), e.top)
		if err != nil {
			return nil, err
		}
		rendered = append(rendered, Rendered{e.full(name), text})
	}
	return rendered, nil
}

func (e *Engine) full(name string) string { return e.chart.Metadata.Name + "/" + name }

func (e *Engine) execute(t *template.Template, name string, data interface{}) (string, error) {
	var text strings.Builder
	if err := t.ExecuteTemplate(&text, name, data); err != nil {
		return "", err
	}
	// With missingkey=zero, text/template still writes this for what is missing in a map of interfaces.
	return strings.ReplaceAll(text.String(), "<no value>", ""), nil
}

func (e *Engine) functions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	// A chart must not depend on the machine that renders it.
	delete(functions, "env")
	delete(functions, "expandenv")
	for name, function := range map[string]interface{}{
		"include": e.include, "tpl": e.tpl, "required": required, "lookup": lookup,
		"toYaml": toYAML, "fromYaml": fromYAML, "fromYamlArray": fromYAMLArray,
		"toJson": toJSON, "fromJson": fromYAML, "fromJsonArray": fromYAMLArray,
	} {
		functions[name] = function
	}
	return functions
}

func (e *Engine) include(name string, data interface{}) (string, error) {
	if e.included[name] > includeDepth {
		return "", fmt.Errorf("%s includes itself without end", name)
	}
	e.included[name]++
	defer func() { e.included[name]-- }()
	return e.execute(e.parsed, name, data)
}

func (e *Engine) tpl(text string, data interface{}) (string, error) {
	copied, err := e.parsed.Clone()
	if err != nil {
		return "", err
	}
	if _, err := copied.New("tpl").Parse(text); err != nil {
		return "", err
	}
	return e.execute(copied, "tpl", data)
}

func required(message string, value interface{}) (interface{}, error) {
	if value == nil || value == "" {
		return value, fmt.Errorf("%s", message)
	}
	return value, nil
}

// lookup finds nothing: there is no cluster.
func lookup(apiVersion, kind, namespace, name string) map[string]interface{} {
	return map[string]interface{}{}
}

func toYAML(value interface{}) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}

func toJSON(value interface{}) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

func fromYAML(text string) map[string]interface{} {
	value := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		value["Error"] = err.Error()
	}
	return value
}

func fromYAMLArray(text string) []interface{} {
	value := []interface{}{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return []interface{}{err.Error()}
	}
	return value
}
