// SPDX-License-Identifier: Apache-2.0
package main

import (
	"encoding/base64"
	"path"
	"strings"
)

// Files is what templates see as .Files: everything in the chart that is not its own description.
type Files map[string][]byte

// Get is a file's text, or nothing.
func (f Files) Get(name string) string { return string(f[name]) }

// GetBytes is a file, or nothing.
func (f Files) GetBytes(name string) []byte { return f[name] }

// Lines are a file's lines.
func (f Files) Lines(name string) []string {
	if _, exists := f[name]; !exists {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(f.Get(name), "\n"), "\n")
}

// Glob is those files whose path fits a pattern.
func (f Files) Glob(pattern string) Files {
	found := Files{}
	for name, content := range f {
		if fits, err := path.Match(pattern, name); err == nil && fits {
			found[name] = content
		}
	}
	return found
}

// AsConfig is YAML with a key for each file.
func (f Files) AsConfig() string {
	contents := map[string]string{}
	for name, content := range f {
		contents[path.Base(name)] = string(content)
	}
	return toYAML(contents)
}

// AsSecrets is the same in base64.
func (f Files) AsSecrets() string {
	contents := map[string]string{}
	for name, content := range f {
		contents[path.Base(name)] = base64.StdEncoding.EncodeToString(content)
	}
	return toYAML(contents)
}
