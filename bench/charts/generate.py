"""Charts as people write them: a library of names and labels, a database inside, twenty templates. Always the same."""

import json

HELPERS = """\
{{- define "app.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "app.fullname" -}}
{{- if contains (include "app.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "app.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "app.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "app.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "app.selectorLabels" -}}
app.kubernetes.io/name: {{ include "app.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
"""

DEPLOYMENT = """\
{{- $part := index .Values.parts "part-NUMBER" }}
{{- if $part.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}-NUMBER
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  replicas: {{ $part.replicas | default 1 }}
  selector:
    matchLabels:
      {{- include "app.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "app.selectorLabels" . | nindent 8 }}
      {{- with $part.annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.global.registry }}/{{ $part.image.name }}:{{ $part.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ $part.image.pullPolicy | quote }}
          env:
            {{- range $name, $value := $part.env }}
            - name: {{ $name | upper | replace "-" "_" }}
              value: {{ tpl $value $ | quote }}
            {{- end }}
          ports:
            {{- range $part.ports }}
            - containerPort: {{ .port }}
              name: {{ .name }}
              protocol: {{ .protocol | default "TCP" }}
            {{- end }}
          resources:
            {{- toYaml $part.resources | nindent 12 }}
      {{- if and .Values.nodeSelector (not $part.anywhere) }}
      nodeSelector:
        {{- toYaml .Values.nodeSelector | nindent 8 }}
      {{- end }}
{{- end }}
"""

SERVICE = """\
{{- $part := index .Values.parts "part-NUMBER" }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "app.fullname" . }}-NUMBER
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  type: {{ $part.type | default "ClusterIP" }}
  ports:
    {{- range $part.ports }}
    - port: {{ .port }}
      targetPort: {{ .name }}
      name: {{ .name }}
    {{- end }}
  selector:
    {{- include "app.selectorLabels" . | nindent 4 }}
"""

CONFIG = """\
{{- $part := index .Values.parts "part-NUMBER" }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s-%s" (include "app.fullname" .) "NUMBER" }}
  annotations:
    checksum: {{ $part | toJson | sha256sum }}
data:
  {{- range $name, $value := $part.env }}
  {{ $name }}: {{ $value | quote }}
  {{- end }}
  {{- (.Files.Glob "conf/*").AsConfig | nindent 2 }}
"""

KINDS = (DEPLOYMENT, SERVICE, CONFIG, SERVICE)


def part(number):
    return {
        "enabled": number % 7 != 3,
        "replicas": number % 5 + 1,
        "image": {"name": f"team/part-{number}", "tag": f"1.{number}.0", "pullPolicy": "IfNotPresent"},
        "annotations": {f"example.com/key-{key}": f"value-{key}-{number}" for key in range(4)},
        "env": {f"setting-{key}": "{{ .Release.Name }}-" + f"{key}-{number}" for key in range(8)},
        "ports": [{"port": 8000 + key, "name": f"port-{key}"} for key in range(3)],
        "resources": {"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": "50m", "memory": "64Mi"}},
    }


def chart(folder, number, templates):
    """Writes one chart. JSON is YAML, so no library is needed."""
    def write(path, text):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text if isinstance(text, str) else json.dumps(text, indent=2), encoding="utf-8")

    inner = {"name": "database", "version": "1.0.0", "condition": "database.enabled"}
    write("Chart.yaml", {
        "apiVersion": "v2", "name": f"app-{number}", "version": f"1.{number}.0", "appVersion": "2.0",
        "dependencies": [inner],
    })
    write("values.yaml", {
        "global": {"registry": "registry.example"},
        "podSecurityContext": {"runAsNonRoot": True, "fsGroup": 2000},
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "database": {"enabled": True, "parts": {"part-0": {"replicas": 3}}},
        "parts": {f"part-{index}": part(number + index) for index in range(templates)},
    })
    write("conf/app.ini", "[app]\nkey = value\n")
    write("templates/_helpers.tpl", HELPERS)
    outer = templates - 2
    for index in range(outer):
        write(f"templates/t{index}.yaml", KINDS[index % len(KINDS)].replace("NUMBER", str(index)))
    write("charts/database/Chart.yaml", {"apiVersion": "v2", "name": "database", "version": "1.0.0", "appVersion": "16"})
    write("charts/database/values.yaml", {
        "podSecurityContext": {}, "global": {}, "parts": {f"part-{index}": part(index) for index in range(2)},
    })
    write("charts/database/templates/_helpers.tpl", HELPERS)
    for index in range(2):
        write(f"charts/database/templates/t{index}.yaml", KINDS[index].replace("NUMBER", str(index)))


def charts(root, count, templates):
    for number in range(count):
        chart(root / f"app-{number}", number, templates)
