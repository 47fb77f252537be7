{{/* The chart's name, as a label has it. */}}
{{- define "k3s-daas.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* The release's name for objects, short enough for what is put behind it. */}}
{{- define "k3s-daas.fullname" -}}
{{- $name := include "k3s-daas.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What selects the server's pods: never changed by an upgrade. */}}
{{- define "k3s-daas.selectorLabels" -}}
app.kubernetes.io/name: {{ include "k3s-daas.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{/* Labels of every object. */}}
{{- define "k3s-daas.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "k3s-daas.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: k3s-daas
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "k3s-daas.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "k3s-daas.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "k3s-daas.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* The Secret with certificate and key, where there is one. */}}
{{- define "k3s-daas.tlsSecretName" -}}
{{- if eq .Values.tls.source "certManager" }}
{{- printf "%s-tls" (include "k3s-daas.fullname" .) }}
{{- else }}
{{- .Values.tls.existingSecret.name }}
{{- end }}
{{- end }}

{{/* The CA that the webhook configuration names is filled in by cert-manager from this Certificate. */}}
{{- define "k3s-daas.injectCAFrom" -}}
{{- if .Values.webhook.injectCAFrom }}
{{- .Values.webhook.injectCAFrom }}
{{- else if and (eq .Values.tls.source "certManager") (not .Values.webhook.caBundle) }}
{{- printf "%s/%s" .Release.Namespace (include "k3s-daas.fullname" .) }}
{{- end }}
{{- end }}

{{/* What the server's configuration file says. */}}
{{- define "k3s-daas.configuration" -}}
{{- $tls := dict "certFile" "/etc/k3s-daas/pki/server.crt" "privateKeyFile" "/etc/k3s-daas/pki/server.key" }}
{{- $clients := dict "mode" "required" "caFile" "/etc/k3s-daas/pki/ca.crt" "subjectNames" .Values.clientSubjectNames }}
{{- $ops := printf "127.0.0.1:%d" (int .Values.server.opsPort) }}
{{- if .Values.metrics.enabled }}
{{- $ops = printf "%s:%d" .Values.metrics.address (int .Values.server.opsPort) }}
{{- end }}
{{- $own := dict
  "apiVersion" "k3s-daas.io/v1alpha1"
  "kind" "WebhookServerConfiguration"
  "listenAddress" (printf "127.0.0.1:%d" (int .Values.server.port))
  "opsAddress" $ops
  "tls" $tls
  "clientAuth" $clients }}
{{- if eq .Values.ledger.source "file" }}
{{- $_ := set $own "ledger" (dict "file" "/etc/k3s-daas/ledger/ledger.yaml") }}
{{- else }}
{{- $chain := dict "clusterFile" "/etc/k3s-daas/cluster/cluster.yaml" "positionFile" "/var/lib/k3s-daas/position" }}
{{- if .Values.chain.credentialsHostPath }}
{{- $_ := set $chain "credentialsFile" "/etc/k3s-daas/node.key" }}
{{- end }}
{{- $_ := set $own "chain" $chain }}
{{- end }}
{{- if or .Values.policy.contents .Values.policy.existingConfigMap.name }}
{{- $_ := set $own "policy" (dict "file" "/etc/k3s-daas/policy/policy.yaml") }}
{{- end }}
{{- if .Values.audit.hostPath }}
{{- $_ := set $own "audit" (dict "directory" "/var/lib/k3s-daas-audit") }}
{{- end }}
{{- if .Values.metrics.enabled }}
{{- $_ := set $own "insecure" (dict "allowRemoteOps" true) }}
{{- end }}
{{- toYaml (mustMergeOverwrite (deepCopy .Values.config) $own) }}
{{- end }}
