{{/*
The operator's configuration, from the values. An empty list sets no variable: the operator does not read an
empty string as an empty list.
*/}}
{{- define "pgtether.environment" -}}
- name: NODE_NAME
  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
- name: POD_IP
  valueFrom: {fieldRef: {fieldPath: status.podIP}}
- name: POD_IPS
  valueFrom: {fieldRef: {fieldPath: status.podIPs}}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: POD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- {name: PGTETHER_AGENTS_ENABLED, value: {{ .Values.agents.enabled | quote }}}
- {name: PGTETHER_AUDIT_DEADLINE, value: {{ .Values.audit.deadline }}}
- {name: PGTETHER_AUDIT_MINIMUM_INTERVAL, value: {{ .Values.audit.minimumInterval }}}
{{- if .Values.inject.enabled }}
- {name: PGTETHER_INJECT_AGENT_IMAGE, value: {{ include "pgtether.image" (dict "image" .Values.inject.image "appVersion" .Chart.AppVersion) | quote }}}
- {name: PGTETHER_INJECT_CPU, value: {{ .Values.inject.cpu | quote }}}
- {name: PGTETHER_INJECT_CPU_LIMIT, value: {{ .Values.inject.cpuLimit | quote }}}
- {name: PGTETHER_INJECT_ENABLED, value: "true"}
- {name: PGTETHER_INJECT_MEMORY, value: {{ .Values.inject.memory | quote }}}
- {name: PGTETHER_INJECT_PULL_POLICY, value: {{ .Values.inject.image.pullPolicy }}}
{{- else }}
- {name: PGTETHER_INJECT_ENABLED, value: "false"}
{{- end }}
- {name: PGTETHER_LOG_LEVEL, value: {{ .Values.logLevel }}}
- {name: PGTETHER_METRICS_WORKLOADS, value: {{ .Values.metrics.workloads | quote }}}
{{- range $name, $list := dict
    "PGTETHER_DESTINATIONS_ALLOWED_CIDRS" .Values.destinations.allowedCidrs
    "PGTETHER_DESTINATIONS_KNOWN_AS_CIDRS" .Values.destinations.knownAsCidrs
    "PGTETHER_PASSWORDS_CLEARTEXT_HOSTS" .Values.passwords.cleartextHosts
    "PGTETHER_PASSWORDS_MD5_HOSTS" .Values.passwords.md5Hosts
    "PGTETHER_TENANCY_ADMIN_NAMESPACES" .Values.tenancy.adminNamespaces
    "PGTETHER_WATCH_NAMESPACES" .Values.watchNamespaces }}
{{- if $list }}
- {name: {{ $name }}, value: {{ join "," $list | quote }}}
{{- end }}
{{- end }}
{{- end }}
