{{- define "stack-operator.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "stack-operator.labels" -}}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
app.kubernetes.io/name: stack-operator
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{ include "stack-operator.selector" . }}
{{- end }}

{{- define "stack-operator.image" -}}
{{- $registry := .root.Values.image.registry -}}
{{ if $registry }}{{ trimSuffix "/" $registry }}/{{ end }}{{ index .root.Values.image .component }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- /* What the pods of both have in common, above the containers. */ -}}
{{- define "stack-operator.pod" -}}
{{- $values := index .root.Values .component -}}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  seccompProfile: { type: RuntimeDefault }
  {{- with .root.Values.podSecurityContext }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
terminationGracePeriodSeconds: 45
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "stack-operator.selector" . | nindent 8 }}
{{- end }}

{{- define "stack-operator.podMetadata" -}}
{{- $values := index .root.Values .component -}}
labels: {{- include "stack-operator.labels" . | nindent 2 }}
{{- if or .root.Values.scrapeAnnotations $values.podAnnotations }}
annotations:
  {{- if .root.Values.scrapeAnnotations }}
  prometheus.io/scrape: "true"
  prometheus.io/port: "8080"
  {{- end }}
  {{- with $values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "stack-operator.container" -}}
{{- $values := index .root.Values .component -}}
image: {{ include "stack-operator.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
ports:
  - { name: http, containerPort: 8080, protocol: TCP }
# The first start may wait for the database and migrate it.
startupProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: { drop: [ALL] }
resources: {{- toYaml $values.resources | nindent 2 }}
{{- end }}

{{- define "stack-operator.environment" -}}
{{- $values := index .root.Values .component -}}
- name: STACK_DATABASE_URL
  valueFrom:
    secretKeyRef: { name: {{ .root.Values.database.existingSecret }}, key: {{ .root.Values.database.key }} }
- name: STACK_HOME_NAMESPACE
  valueFrom:
    fieldRef: { fieldPath: metadata.namespace }
- name: STACK_LOG_FORMAT
  value: {{ .root.Values.logFormat }}
- name: ASPNETCORE_URLS
  value: http://+:8080
{{- with $values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "stack-operator.policyVersion" -}}
{{- if semverCompare ">=1.21-0" .Capabilities.KubeVersion.Version -}}policy/v1{{- else -}}policy/v1beta1{{- end -}}
{{- end }}
