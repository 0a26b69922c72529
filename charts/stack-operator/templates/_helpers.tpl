{{- define "stack-operator.labels" -}}
app.kubernetes.io/name: stack-operator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "stack-operator.image" -}}
{{- $registry := .root.Values.image.registry -}}
{{ if $registry }}{{ $registry }}/{{ end }}{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "stack-operator.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "stack-operator.databaseEnvironment" -}}
- name: STACK_DATABASE_URL
  valueFrom:
    secretKeyRef: { name: {{ .Values.database.existingSecret }}, key: {{ .Values.database.key }} }
- name: STACK_HOME_NAMESPACE
  valueFrom:
    fieldRef: { fieldPath: metadata.namespace }
{{- end }}

{{- define "stack-operator.probes" -}}
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
{{- end }}
