# 見出しと用語。

rules-id = ID
rules-severity = 重大度
rules-confidence = 確度
rules-persona = 対象者
rules-role = 修正する役割
rules-stages = 判定する段階
rules-standard = 標準
rules-title = 内容
rules-fix = 修正
rules-step = 変更されたバージョン
rules-packs = パック
rules-parameter = パラメーター
rules-default = 既定値
rules-control = 管理策
rules-reference = 参照
rules-aliases = 以前の ID
rules-waive = 免除の注釈

config-setting = 設定
config-value = 値
config-origin = 指定元
config-is-good = { $path }: この構成は使用できます

confidence-high = 高
confidence-medium = 中
confidence-low = 低
persona-regular = 一般
persona-pedantic = 厳格
persona-auditor = 監査
role-developer = 開発者
role-application-operator = アプリケーション オペレーター
role-cluster-operator = クラスター オペレーター
role-security-team = セキュリティ チーム
stage-plan = 計画
stage-develop = 開発
stage-build = ビルド
stage-deploy = デプロイ
stage-operate = 運用

rules-found-by = 検出方法
rules-expression = 値の形式
rules-test = 追加の検査
rules-asked = --verify の照会先
rules-waive-fingerprint = フィンガープリントによる免除

# パターンが資格情報を検出する方法 (「検出方法」の後に続く文)。
found-by-start = { $keywords } で始まる固有の形式を検出します。
found-by-word = 決まった位置に { $keywords } を含む固有の形式を検出します。
found-by-keyword = 名前の中または直前に { $keywords } があり、値の形式が一致するものを検出します。
found-by-name = 名前に { $names } が含まれ、名前の中または直前に { $keywords } があり、値の形式が一致するものを検出します。
found-by-structure = { $keywords } を含む構造を解析して検出します。
