// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// Metadata is what templates see as .Chart; names are Helm's.
type Metadata struct {
	APIVersion  string            `json:"apiVersion"`
	Name        string            `json:"name"`
	Version     string            `json:"version"`
	AppVersion  string            `json:"appVersion"`
	Description string            `json:"description"`
	Type        string            `json:"type"`
	KubeVersion string            `json:"kubeVersion"`
	Home        string            `json:"home"`
	Icon        string            `json:"icon"`
	Keywords    []string          `json:"keywords"`
	Sources     []string          `json:"sources"`
	Annotations map[string]string `json:"annotations"`
}

// Chart is a folder, read.
type Chart struct {
	Metadata  Metadata
	Values    map[string]interface{}
	Templates map[string]string
	Files     Files
}

// Load reads a chart; a key of Chart.yaml that Helm does not know is refused.
func Load(folder string) (*Chart, error) {
	chart := &Chart{Templates: map[string]string{}, Files: Files{}}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s: neither a file nor a folder", path)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		return chart.add(filepath.ToSlash(relative), content)
	})
	if err != nil {
		return nil, err
	}
	if chart.Metadata.APIVersion != "v2" || chart.Metadata.Name == "" || chart.Metadata.Version == "" {
		return nil, fmt.Errorf("%s/Chart.yaml: needs apiVersion v2, a name and a version", folder)
	}
	return chart, nil
}

func (c *Chart) add(path string, content []byte) error {
	switch {
	case path == "Chart.yaml":
		return wrap(path, yaml.UnmarshalStrict(content, &c.Metadata))
	case path == "values.yaml":
		return wrap(path, yaml.Unmarshal(content, &c.Values))
	case path == "values.schema.json":
		return nil
	case strings.HasPrefix(path, "templates/"):
		c.Templates[path] = string(content)
	case strings.HasPrefix(path, "charts/"), strings.HasPrefix(path, "crds/"):
		return fmt.Errorf("%s: neither dependencies nor definitions are rendered here", path)
	default:
		c.Files[path] = content
	}
	return nil
}

func wrap(path string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Coalesce lays values over others, as Helm does: maps are merged, all else is replaced, and null takes a key away.
func Coalesce(base, override map[string]interface{}) map[string]interface{} {
	merged := map[string]interface{}{}
	for key, value := range base {
		merged[key] = value
	}
	for key, value := range override {
		below, isMap := merged[key].(map[string]interface{})
		above, isMapToo := value.(map[string]interface{})
		switch {
		case value == nil:
			delete(merged, key)
		case isMap && isMapToo:
			merged[key] = Coalesce(below, above)
		default:
			merged[key] = value
		}
	}
	return merged
}
