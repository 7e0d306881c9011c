{{/*
Names are fixed and do not contain the release's name: agents, certificates and rights depend on them. Two
operators in one cluster would both audit every server; because of the names, Helm refuses the second.
*/}}
{{- define "pgtether.selector" -}}
app.kubernetes.io/name: pgtether
app.kubernetes.io/component: operator
{{- end }}

{{- define "pgtether.labels" -}}
{{ include "pgtether.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* A digest always names the same image; a tag can move to another one. */}}
{{- define "pgtether.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .appVersion }}
{{- end -}}
{{- end }}

{{/* Combinations of values that values.schema.json cannot refuse. */}}
{{- define "pgtether.check" -}}
{{- if and .Values.inject.enabled (not .Values.agents.enabled) -}}
{{- fail "inject.enabled needs agents.enabled: an injected agent would have no operator to report to. Set agents.enabled=true, or inject.enabled=false." -}}
{{- end -}}
{{- end }}
