# レポートの文。キー: report-* は見出しと文、reason-* は分析できなかった理由、note-* は注記、severity-* は重大度。

report-why = 理由
report-fix = 修正
report-subject = 対象
report-waive = 免除
report-standard = 標準
report-waived = 免除済み
report-known = 既知
report-owner = 担当
report-reason = 原因
report-detail = 詳細
report-also = ほかの場所
report-note = 注記
report-wanted = 期待値: { $wanted }
report-found-wanted = 検出値 `{ $seen }`、期待値: { $wanted }
report-absent-wanted = 未設定、期待値: { $wanted }
report-waive-how = オブジェクトに注釈 `{ $annotation }: "until=YYYY-MM-DD; owner=担当者; reason=理由"` を付けるか、sekimori.yaml に免除を追加してください (フィンガープリント { $fingerprint })
report-waive-file = sekimori.yaml に免除を追加してください (フィンガープリント { $fingerprint })
report-mode = モード
report-mode-warn = 警告のみ (構成により、この範囲の検出結果でスキャンは失敗しません)
report-waived-by = { $until } まで、{ $owner }: { $reason }
report-severity = 重大度
report-rule = ルール
report-where = 場所
report-what = 内容
report-status = 状態
report-violated = 違反
report-not-analysed = 分析できず
report-left-out = 長さに上限があるため、ほかの { $count } 件を省略しました。HTML または JSON のレポートを参照してください。
report-left-out-rules = ほかのルール { $count } 件の説明を省略しました。`sekimori rules show ルール` で表示できます。

report-last-line = ルール { $rules } 件、オブジェクト { $objects } 件、ファイル { $files } 件
report-count-charts = レンダリングしたチャート { $count } 件
report-count-overlays = ビルドしたオーバーレイ { $count } 件
report-count-not-observable = インストール時にしか決まらない値に依存するもの { $count } 件
report-rendered-by = レンダリング元
report-rendered-at = { $by } の { $line } 行目
report-in-seconds = { $seconds } 秒
report-nothing-found = 検出なし
report-count = { $severity } { $count } 件
report-count-waived = 免除 { $count } 件
report-count-audited = 監査のみ { $count } 件
report-count-not-analysed = 分析できず { $count } 件
report-count-other = Kubernetes オブジェクトではない文書 { $count } 件
report-standard-line = Pod Security Standards { $standard }
report-known-findings = ベースラインにある既知の検出 { $count } 件 (--show-known で表示します)
report-gone-findings = ベースラインの検出のうち { $count } 件はなくなりました。再発を防ぐには、ベースラインを作成し直してください
report-changed = { $since } 以降に変更されたファイル: { $files } 件中 { $changed } 件
report-nothing-changed = スキャンした { $files } 件のファイルに、{ $since } 以降に変更されたものはありません
report-left-out-unchanged = 変更のないファイルの検出 { $count } 件を除きました
report-left-out-owners = ほかの担当者の検出 { $count } 件を除きました
report-left-out-roles = ほかの役割の検出 { $count } 件を除きました
report-verdict-pass = 合格
report-verdict-warn = 警告: { $threshold }以上の検出はありません
report-verdict-fail = 不合格: { $threshold }以上が { $count } 件
report-verdict-fail-not-analysed = 不合格: 分析できなかったものがあります
report-verdict-nothing = 対象なし: シークレットを調べたファイルも、YAML と JSON のファイルの Kubernetes オブジェクトもありません。パスと除外ファイルを確認してください。
report-verdict-no-file = 対象なし: ファイルがありません。パスと除外ファイルを確認してください。
report-verdict-incomplete = 未完了: 上限に達したためスキャンを打ち切りました
report-verdict-unanalysed = 未完了: 何も分析できませんでした。「分析できず」と報告されたものを修正してください。
report-verdict-no-such-chart = 判定していません: 構成ファイルのリリースが、存在しないチャートを指しています。helm.releases を修正してください。
report-verdict-no-such-owner = 対象なし: 指定された担当者のものがありません。--owner の名前を確認してください。

severity-critical = 緊急
severity-high = 高
severity-medium = 中
severity-low = 低
severity-info = 情報

reason-unreadable = ファイルを読み取れません。アクセス許可を確認するか、.sekimoriignore で除外してください。
reason-not-a-regular-file = パイプ、ソケット、またはデバイスです。.sekimoriignore で除外してください。
reason-link-cycle = シンボリック リンクが循環しています。リンクを削除してください。
reason-link-leaves-root = シンボリック リンクの先がスキャン対象フォルダーの外にあるか、存在しません。両方を含む上位フォルダーをスキャンするか、リンクを削除してください。
reason-too-large = ファイルが上限より大きいため読み取りませんでした。意図したサイズなら --max-file-size を上げてください。
reason-too-many-documents = ファイル内の文書数が上限を超えたため、以降は読み取りませんでした。ファイルを分割するか --max-documents を上げてください。
reason-too-many-files = ファイル数が上限を超えたため、残りは調べていません。より小さいフォルダーをスキャンするか --max-files を上げてください。
reason-too-deep = 文書の入れ子が上限より深くなっています。意図したものなら --max-depth を上げてください。
reason-too-many-nodes = 文書のノード数が上限を超えています。分割するか --max-nodes を上げてください。
reason-alias-bomb = 文書のエイリアスを展開すると上限を超えます (攻撃と同じ形です)。値を直接書くか --max-nodes を上げてください。
reason-too-many-findings = ファイルの検出数が上限を超えたため、残りは表示していません。先にこれらを修正するか --max-findings を上げてください。
reason-not-text = UTF-8 でも UTF-16 でもありません。UTF-8 で保存してください。
reason-malformed = 正しい YAML または JSON ではありません。示された場所を修正してください。
reason-template = テンプレートであり、レンダリング前は正しい YAML ではありません。レンダリングした結果をスキャンしてください。
reason-render-failed = チャートまたはオーバーレイをレンダリングできません。示された箇所を直すか、必要な値を --values または --set で指定してください。
reason-render-too-much = レンダリングが上限を超えます。ループや再帰を直すか、`helm template` や `kubectl kustomize` の出力をスキャンしてください。
reason-too-many-steps = パターンのキーワードが繰り返され、シークレットの検索が処理量の上限を超えたため、残りは調べていません。独自パターンの範囲を狭めるか、ファイルを分割してください。
reason-unpacks-too-much = 圧縮またはエンコードされた内容が展開の上限を超えたため、残りは調べていません。展開してからスキャンしてください。
reason-broken-archive = アーカイブが途中で切れているか矛盾しています。読み取れた部分は調べました。作り直すか削除してください。
reason-encrypted = アーカイブのメンバーが暗号化されており、パスワードがないとシークレットを調べられません。展開してからスキャンしてください。
reason-unknown-compression = 対応していない方式で圧縮されています。展開してからスキャンしてください。
reason-remote = リポジトリの外にあるため、取得しません。写しをリポジトリに置くか、`kubectl kustomize` の出力をスキャンしてください。
reason-wrong-type = フィールドの型が Kubernetes の定義と異なるため判定できません (API サーバーも拒否します)。正しい型で書いてください。
reason-internal = ルールの処理に失敗しました。Sekimori の不具合ですので、報告をお願いします。

note-lenient-parse = 厳密なパーサーが拒否したため、寛容なパーサーで読み取りました ({ $detail })。位置は文書単位です
note-duplicate-key = 同じマッピングにキーが 2 回あります。kubectl と同じく最後の値を使います
note-waiver-expired = { $rule } の免除は { $until } に期限切れです (担当 { $owner })。無効として扱います。修正するか、新しい期限に合意してください
note-waiver-invalid = 免除として正しくないため無効として扱います: { $detail }
waiver-missing = `{ $part }=` がないか、空です
waiver-day = `until={ $value }` は日付ではありません。YYYY-MM-DD の形式で書いてください
waiver-unknown = `{ $value }` は until=、owner=、reason=、approver=、container= のどれでもありません
waiver-twice = `{ $part }=` が 2 回あります
waiver-too-long = { $bytes } バイトを超えています
waiver-no-such-rule = 不明なルール `{ $rule }` です
waiver-no-such-rule-but = 不明なルール `{ $rule }` です (`{ $meant }` のことですか?)
note-waiver-forbidden = strict モードでは注釈による免除は禁止されています。{ $rule } の免除は sekimori.yaml に書いてください
note-code-owners-unread = CODEOWNERS を読み取れなかったため、ファイルの担当は分かりません: { $detail }
note-owner-unknown = このスキャンには担当者 { $owner } のものがありません。名前をレポートの表記どおりに指定するか、担当するものを含むフォルダーをスキャンしてください
note-baseline-elsewhere = ベースラインにあるファイルは 1 つもスキャンされていません。ほかのフォルダーのベースラインと考えられるため、既知の検出となくなった検出はフィンガープリントだけで推定しています。スキャンするフォルダーごとにベースラインを作成するか、作成時と同じフォルダーをスキャンしてください
note-release-unused = { $place }: リリース `{ $name }` の対象 `{ $chart }` にチャートがないため、その値はどこにも適用されません。構成ファイルのフォルダーからのパスを修正するか、リリースを削除してください
note-scope-everywhere = スコープ `{ $name }` にはパス、名前空間、ラベルの指定がないため、すべてに適用されます。対象を指定するか、内容を `scopes` の外に書いてください
note-setting-overruled = { $place } の `{ $key }: { $said }` は無効です。組織の指定 { $holds } の方が厳しく、リポジトリでは厳しくすることはできても緩めることはできません。この行を削除してください
note-waiver-unused = { $rule } の免除 (担当 { $owner }) に一致するものがありません。削除するか、選択条件を修正してください
report-history = 履歴
report-secret = 検出値 `{ $redacted }`
report-secret-in = `{ $context }` で `{ $redacted }` を検出
report-certificate = `{ $subject }` の証明書、有効期限 { $day }
report-secret-through = { $found } (場所: { $steps })
report-history-in-head = 最初のコミットは { $first } ({ $firstDay }) で、チェックアウト中のコミットにも残っています
report-history-removed = 最初のコミットは { $first } ({ $firstDay })、最後のコミットは { $last } ({ $lastDay }) です。以降のコミットにはありませんが、履歴には残っています
report-verification = 照会結果
report-verification-active = { $host } で有効です。現在も使用できるため、まず取り消してください
report-verification-revoked = { $host } ではすでに無効なため、重大度を下げました。無効になる前に悪用された可能性はあります
report-verification-unknown = { $host } では有効かどうかを確認できませんでした: { $reason }
report-unsure-answer = 応答が複数の意味に解釈できます
report-unsure-deadline = 時間内に応答がありませんでした
report-unsure-not-asked = 値の数が 1 回の実行で照会する上限を超えたか、残り時間がありませんでした
report-unsure-rate-limited = 要求が多すぎるとして制限されました
report-unsure-unreachable = 接続できませんでした
report-last-line-secrets = パターン { $rules } 件、ファイル { $files } 件
report-last-line-history = パターン { $rules } 件、コミット { $commits } 件のファイルのバージョン { $blobs } 件
report-count-requests = プロバイダーへの要求 { $count } 件
report-count-active = 有効と確認 { $count } 件
report-count-revoked = 無効と確認 { $count } 件
report-count-unverified = 有効か不明 { $count } 件
report-count-searched = シークレットを検索したファイル { $count } 件
report-count-blobs-known = 範囲外または検索済みのため省いたバージョン { $count } 件
report-count-not-seen = 確認できなかったもの { $count } 件
note-cursor-unreadable = カーソルを読み取れないため、履歴全体を調べました
note-cursor-other-rules = カーソルは別のパターンで書かれたものであるため、履歴全体を調べました
note-cursor-other-repository = カーソルは別のリポジトリのものであるため、履歴全体を調べました
note-cursor-rewritten = 履歴が書き換えられ、カーソルのコミット { $count } 件がなくなったため、その範囲を調べ直しました
note-history-shallow = 履歴はクローン時に切り詰められており、{ $count } 件のコミットの親がありません。`git fetch --unshallow` で取得できます
note-submodule = `{ $path }` はサブモジュール ({ $commit }) です。独自の履歴は調べていません
# フックのメッセージ。
hook-installed = { $path } をインストールしました
hook-unchanged = { $path } は最新です
hook-updated = { $path } を更新しました
hook-chained = { $path } をインストールしました。既存のフックは { $kept } として保持され、先に実行されます
hook-stopped = シークレットが履歴に残り続けるため、コミットを中止しました。ファイルから取り除き (シークレット ストアか、無視対象のファイルに保管し)、ステージし直してからコミットしてください。一度でもプッシュまたは共有したことがあれば、失効させてください。シークレットでない場合は、sekimori.yaml でフィンガープリントを免除してください。
hook-incomplete = このコミットには調べられなかったものがあるため、未チェックとして扱います。`sekimori hook audit` で一覧表示できます。
hook-noted = コミット { $commit } は、シークレットのチェックなしで作成されました。`sekimori secrets --history HEAD~1..HEAD` で後から確認できます。このようなコミットは `sekimori hook audit` で一覧表示できます。
hook-audit = { $count ->
    [0] フックのインストール以降、このクローンにチェックなしのコミットはありません
   *[other] チェックなしで作成されたコミットが { $count } 件あります
  }
hook-audit-local = この記録は、このクローンだけのものです。ほかの場所で作成されたコミットは含まれません。
