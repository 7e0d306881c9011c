{{/*
Names are fixed, not taken from the release: agents, certificates and rights are bound to them, and
two operators in one cluster would each audit every server. Helm refuses the second by name.
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

{{/* A digest names one image for ever; a tag is whatever stands behind it today. */}}
{{- define "pgtether.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .appVersion }}
{{- end -}}
{{- end }}

{{/* What no schema can say: values that do not go together. */}}
{{- define "pgtether.check" -}}
{{- if and .Values.inject.enabled (not .Values.agents.enabled) -}}
{{- fail "inject.enabled needs agents.enabled: an injected agent would have nobody to report to. Set agents.enabled=true, or inject.enabled=false." -}}
{{- end -}}
{{- end }}
