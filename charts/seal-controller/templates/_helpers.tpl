{{/* The chart's name, as a label has it. */}}
{{- define "seal-controller.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* The release's name for objects, short enough for what is put behind it. */}}
{{- define "seal-controller.fullname" -}}
{{- $name := include "seal-controller.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What selects the controller's pods: never changed by an upgrade. */}}
{{- define "seal-controller.selectorLabels" -}}
app.kubernetes.io/name: {{ include "seal-controller.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: controller
{{- end }}

{{/* Labels of every object. */}}
{{- define "seal-controller.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "seal-controller.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: k3s-daas
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "seal-controller.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "seal-controller.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "seal-controller.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* The Secret with certificate and key, where there is one. */}}
{{- define "seal-controller.tlsSecretName" -}}
{{- if eq .Values.tls.source "certManager" }}
{{- printf "%s-tls" (include "seal-controller.fullname" .) }}
{{- else }}
{{- .Values.tls.existingSecret.name }}
{{- end }}
{{- end }}

{{/* Roles are of no namespace, or of others' namespaces: two releases must not meet there. */}}
{{- define "seal-controller.roleName" -}}
{{- printf "k3s-daas:%s:%s" .Release.Namespace (include "seal-controller.fullname" .) }}
{{- end }}

{{/* Whether machines may join; empty where none may. */}}
{{- define "seal-controller.joins" -}}
{{- if and .Values.kubernetes.enabled (ne .Values.wallet.source "none") }}true{{ end }}
{{- end }}

{{/* Whether machines that lost their stake are removed; empty where they are left alone. */}}
{{- define "seal-controller.reacts" -}}
{{- if and .Values.kubernetes.enabled (dig "reaction" "enabled" true .Values.config) }}true{{ end }}
{{- end }}

{{/* Whether changes of stakes are told. */}}
{{- define "seal-controller.tells" -}}
{{- if and .Values.kubernetes.enabled (dig "notices" "enabled" true .Values.config) }}true{{ end }}
{{- end }}

{{/* Whether home namespaces follow the stake; empty where they do not. */}}
{{- define "seal-controller.houses" -}}
{{- if and .Values.kubernetes.enabled (dig "namespaces" "enabled" false .Values.config) }}true{{ end }}
{{- end }}

{{/* Whether what is asked for on chain is carried out; empty where it is not. */}}
{{- define "seal-controller.requests" -}}
{{- if and (include "seal-controller.joins" .) (dig "requests" "enabled" false .Values.config) }}true{{ end }}
{{- end }}

{{/* What the controller's configuration file says. */}}
{{- define "seal-controller.configuration" -}}
{{- $chain := dict "clusterFile" "/etc/k3s-daas/cluster/cluster.yaml" "positionFile" "/var/lib/k3s-daas-controller/position" }}
{{- if .Values.chain.credentialsHostPath }}
{{- $_ := set $chain "credentialsFile" "/etc/k3s-daas/node.key" }}
{{- end }}
{{- $tls := dict "certFile" "/etc/k3s-daas/pki/controller.crt" "privateKeyFile" "/etc/k3s-daas/pki/controller.key" }}
{{- $own := dict
  "apiVersion" "k3s-daas.io/v1alpha1"
  "kind" "SealControllerConfiguration"
  "api" (dict "listenAddress" (list (printf "0.0.0.0:%d" (int .Values.api.port))) "tls" $tls)
  "opsAddress" (printf "0.0.0.0:%d" (int .Values.api.opsPort))
  "chain" $chain
  "insecure" (dict "allowRemoteOps" true) }}
{{- $kubernetes := dict }}
{{- if .Values.kubernetes.serverUrl }}
{{- $kubernetes = dict "serverUrl" .Values.kubernetes.serverUrl "caFile" "/etc/k3s-daas/server-ca/server-ca.crt" }}
{{- end }}
{{- if .Values.kubernetes.enabled }}
{{- $_ := set $kubernetes "inCluster" true }}
{{- $_ := set $own "lease" (dict "namespace" .Release.Namespace "name" .Values.kubernetes.leaseName) }}
{{- end }}
{{- if $kubernetes }}
{{- $_ := set $own "kubernetes" $kubernetes }}
{{- end }}
{{- if include "seal-controller.joins" . }}
{{- $file := eq .Values.wallet.source "hostPath" }}
{{- $wallet := ternary (dict "keyFile" "/etc/k3s-daas/operator.key") (dict "keyFile" "/etc/k3s-daas/wallet/operator.key" "groupReadable" true) $file }}
{{- $_ := set $own "wallet" $wallet }}
{{- end }}
{{- if .Values.noticeSecret.name }}
{{- $notices := dict "secretFile" "/etc/k3s-daas/notices/secret" }}
{{- if .Values.noticeSecret.authorityKey }}
{{- $_ := set $notices "caFile" "/etc/k3s-daas/notices/ca.crt" }}
{{- end }}
{{- $_ := set $own "notices" $notices }}
{{- end }}
{{- if or .Values.policy.contents .Values.policy.existingConfigMap.name }}
{{- $_ := set $own "namespaces" (dict "policyFile" "/etc/k3s-daas/policy/policy.yaml") }}
{{- end }}
{{- if .Values.audit.hostPath }}
{{- $_ := set $own "audit" (dict "directory" "/var/lib/k3s-daas-audit") }}
{{- end }}
{{- toYaml (mustMergeOverwrite (deepCopy .Values.config) $own) }}
{{- end }}
