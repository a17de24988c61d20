# What is stored of images and bills: match-* and registry-scan-*, error-state-*.

match-advisory = アドバイザリ
match-package = パッケージ
match-replacement = 解消するバージョン
match-no-replacement = なし
match-assets = 対象
match-new = 新規
match-more = 、ほか { $count } 件
state-waits = 別の実行が新しい結果を報告しています。終了を待ちます。
match-nothing-stored = 保存されているものがありません。`sekimori match BILL --remember` で部品表を、`sekimori registry scan HOST` でイメージを保存してください。
match-no-such-advisory = データベースに `{ $name }` というアドバイザリはありません。つづりを確認するか、`sekimori db update` を実行してください。
match-no-such-asset = 指定された名前のものは保存されていません。保存時の部品表の名前、リポジトリ、タグ、またはダイジェストの先頭 8 桁以上を指定してください。
match-no-such-package = 指定されたパッケージを含むものは保存されていません。
match-last-line = 対象 { $assets } 件、パッケージ { $packages } 個: 新規 { $new } 件、通知済み { $known } 件 (うち免除 { $waived } 件)

error-state-file = 状態 `{ $path }` を使用できません: { $cause }。--state-dir で別のフォルダーを指定してください。
error-state-newer = 状態 `{ $path }` は新しいバージョンの Sekimori で書き込まれています。そのバージョンを使用するか、--state-dir で別のフォルダーを指定してください。
error-state-damaged = 状態 `{ $path }` は破損しているか、Sekimori のものではありません: { $cause }。別の場所に移動し、内容を保存し直してください。
error-state-busy = 別のプロセスが状態 `{ $path }` を使用しています。終了後にもう一度実行してください。
error-state-no-folder = 状態を置くホーム フォルダーがありません。--state-dir でフォルダーを指定してください。
error-not-remembered = `--{ $flag }` は保存されているものに対して使用します。--remember を付けるか、部品表を指定せずに実行してください。
error-remembered-format = 保存されているものの結果に使用できる --format は terminal、table、json です。

# registry scan.
registry-scan-image = イメージ
registry-scan-platform = プラットフォーム
registry-scan-new = 新規
registry-scan-age = 経過日数
registry-scan-judged = 判定日時
registry-scan-days = { $count } 日
registry-scan-old = { $count } 日、古い
registry-scan-incomplete = 不完全
registry-scan-failed = { $place } を調べられません: { $detail }
registry-scan-last-line = リポジトリ { $repositories } 個、タグ { $tags } 個、イメージ { $images } 個: プル { $pulled } 個、新規 { $new } 件、通知済み { $known } 件、{ $days } 日より古いもの { $stale } 個
registry-scan-left-out = --platform で指定したものと異なるプラットフォームのイメージ { $count } 件は対象外としました。
registry-scan-unseen = タグのないダイジェストはどのレジストリでも一覧表示されないため、スキャンしていません。タグが最後にプルされた日時はレジストリからは分かりません。
registry-scan-nothing = 対象のリポジトリにイメージがありません。

# registry watch.
registry-watch-listening = { $address } で { $host } へのプッシュの通知を待っています。Ctrl+C または SIGTERM で停止します
registry-watch-stopped = 停止しました: スキャン済み { $scanned } 個、キューの残り { $left } 個。残りは `sekimori registry scan` でスキャンされます。
registry-watch-refused = リポジトリまたはダイジェストが正しくない { $count } 件のイベントを除外しました

error-listen = { $address } で待ち受けできません: { $cause }。--listen で別のアドレスを指定してください。
error-watch-token = `{ $path }` のトークンを使用できません: { $cause }。16 バイト以上のランダムな値をファイルに書き込んでください。
error-no-watch-token = { $address } には他のコンピューターから接続できます。トークンのファイルを --token-file で指定するか、このコンピューターだけで待ち受けてください (127.0.0.1)。
