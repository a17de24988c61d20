# エラー コードの文: 何が、どこで起きたか、どうすればよいか。

error-label = エラー
error-hint = { " " }(`{ $meant }` のことですか?)
error-open = `{ $path }` を開けません: { $cause }。パスを確認してください。
error-stdin = 標準入力を読み取れません: { $cause }
error-stdin-too-large = 標準入力が { $limit } バイトを超えています。意図したサイズなら --max-file-size を上げてください。
error-stdin-and-paths = `-` は標準入力を表し、ほかのパスと一緒には指定できません。別々にスキャンしてください。
error-stdin-and-changes = --changed-since はファイルをコミットと比較するため、標準入力には使えません。フォルダーを指定してください。
error-bare = `{ $path }` はベア リポジトリです。チェックアウトされたファイルがないため、ステージされたものはなく、コミットも行われません。クローンで作業してください。内容は `sekimori secrets --history` で調べられます。
error-not-a-repository = `{ $path }` は git リポジトリの中にないため、参照できる履歴、インデックス、コミットがありません。クローンをスキャンするか、フラグを外してください。
error-repository = git リポジトリ `{ $path }` を読み取れません: { $cause }。壊れていないかは `git fsck` で確認できます。
error-sha256-repository = git リポジトリ `{ $path }` のオブジェクトの形式は SHA-256 で、サポートされていません。ファイルは `sekimori secrets` で調べられます。履歴は、SHA-1 のコピーで調べてください: git init --object-format=sha1 COPY を実行してから git fast-export --all --signed-tags=strip | git -C COPY fast-import
error-reftable-repository = git リポジトリ `{ $path }` の参照の形式は reftable で、サポートされていません。ファイルの形式に変換するには、次のコマンドを使います: git refs migrate --ref-format=files。git が変換できない場合は、--ref-format=files を指定してクローンし直してください
error-unknown-revision = リポジトリにコミット `{ $name }` がありません。名前を確認するか、先に取得してください: git fetch origin
error-unknown-revision-shallow = リポジトリにコミット `{ $name }` がありません。履歴を省いたクローン (shallow clone) なので、先にすべての履歴を取得してください: git fetch --unshallow (CI では fetch-depth 0)
error-range = `{ $range }` はリビジョンの範囲ではありません。ブランチ、タグ、コミットの名前を使って A..B、A...B、REV、^A B のように指定してください。
error-index = git リポジトリ `{ $path }` のインデックスを読み取れません: { $cause }。そこで `git status` の出力を確認してください。
error-other-repository = git の操作対象は `{ $path }` で、このフォルダーのリポジトリではないため、検査できません。リポジトリと離れた作業ツリー (--work-tree、core.worktree) では Sekimori のフックを使用できません。`sekimori secrets` で検索してください。
error-hooks-elsewhere = このリポジトリのフックは、リポジトリの外にある `{ $folder }` に置かれており、ほかのリポジトリでも使われている可能性があります。core.hooksPath をこのリポジトリ内のフォルダーに設定するか、設定を削除してください。
error-hook-in-the-way = `{ $name }` はほかのツールのフックです。退避先の名前 `{ $kept }` もすでに使われています。2 つのファイルを統合してから、もう一度実行してください。
error-git-folder = `{ $path }` を読み書きできません: { $cause }
error-no-merge-base = `{ $name }` とチェックアウト中のコミットに共通の祖先がありません。分岐元のブランチを指定してください。
error-no-merge-base-shallow = `{ $name }` とチェックアウト中のコミットに共通の祖先がありません。履歴を省いたクローン (shallow clone) なので、先にすべての履歴を取得してください: git fetch --unshallow (CI では fetch-depth 0)
error-read-config = 構成ファイル `{ $path }` を読み取れません: { $cause }
error-read-values = 値のファイル `{ $path }` を読み取れません: { $cause }
error-set-file = `--set-file { $said }` にファイルが指定されていません。KEY=FILE の形で指定してください。
error-setting = `{ $flag }` の形式が正しくありません: { $cause }
error-values = チャートの値として使用できません: { $cause }
error-config-too-large = 構成ファイル `{ $path }` が { $limit } バイトを超えています。正しいファイルを指定してください。
error-config-malformed = 正しい YAML ではありません: { $cause }
error-config-unknown-key = 不明なキー `{ $key }`{ $hint } です。すべてのキーは `sekimori config schema` で確認できます。
error-config-duplicate-key = このキーは 2 回あります。どちらかを削除してください。
error-config-value = 値が正しくありません (詳細: { $cause })。使用できる値は `sekimori config schema` で確認できます。
error-config-word = 値が正しくありません: `{ $found }` は指定できません。次のいずれかを指定してください: { $allowed }
error-config-missing = 値が正しくありません: `{ $name }` がありません。必要なキーは `sekimori config schema` で確認できます。
error-config-kind = 値が正しくありません: { $kind ->
        [list] リスト
        [mapping] キーと値のマッピング
        [scalar] リストやマッピングではない 1 つの値
        [flag] true か false のどちらか
        [number] 0 以上の整数
        [percent] 0 から 100 までの整数
        [parameter] true、false、整数、文字列、文字列のリストのいずれか
       *[text] 空ではない文字列
    }を指定してください。
error-config-rule-id = 値が正しくありません: `{ $found }` はルール ID ではありません。小文字とハイフンで family/name の形式で書いてください。すべてのルールは `sekimori rules list` で確認できます。
error-config-kubernetes = 値が正しくありません: `{ $found }` はこのビルドが対応する Kubernetes のバージョンではありません。latest または 1.0 から 1.37 を引用符で囲んで指定してください。
error-config-day = 値が正しくありません: `{ $found }` は日付ではありません。YYYY-MM-DD の形式で書いてください。
error-config-fingerprint = 値が正しくありません: `{ $found }` はフィンガープリントではありません。レポートに表示される 32 桁の 16 進数を書いてください。
error-config-format = 値が正しくありません: 形式のバージョン `{ $found }` には対応していません。`version: 1` と書いてください。
error-config-same-scope = スコープ `{ $name }` は { $line } 行目に既にあります。別の名前にするか、1 つのスコープにまとめてください。
error-config-range = 値が正しくありません: limits.{ $name } が範囲外です。1 から { $most } を指定してください。
error-config-blank = 値が正しくありません: 免除の `{ $name }` が空です。免除には必ずルール、理由、担当者を書いてください。
error-config-second-document = 構成ファイルに書ける文書は 1 つだけです。この文書を削除してください。
error-read-baseline = ベースライン `{ $path }` を読み取れません: { $cause }。`sekimori scan --format json --output baseline.json --exit-zero` で作成できます。
error-baseline-too-large = ベースライン `{ $path }` が { $limit } バイトを超えています。正しいファイルを指定するか、フォルダーごとにベースラインを作成してください。
error-baseline-malformed = ベースライン `{ $path }` は sekimori が書いたレポートではありません ({ $line } 行 { $column } 列)。--format json または sarif のレポートを指定してください。
error-baseline-other = ベースライン `{ $path }` は sekimori が書いたレポートではありません。--format json または sarif のレポートを指定してください。
error-baseline-unknown = ベースライン `{ $path }` は `{ $name }` のレポートで、このバージョンでは読み取れません。このバージョンの sekimori で作成し直してください。
error-baseline-too-many = ベースライン `{ $path }` の検出が { $limit } 件を超えています。フォルダーごとにベースラインを作成してください。
error-unknown-rule = 不明なルール `{ $rule }`{ $hint } です。すべてのルールは `sekimori rules list` で確認できます。
error-unknown-parameter = ルール `{ $rule }` に不明なパラメーター `{ $name }` { $hint } が指定されています。使用できるパラメーターは `sekimori rules show { $rule }` で確認できます。
error-parameter-type = ルール `{ $rule }` のパラメーター `{ $name }` には、{ $expected ->
        [flag] true または false
        [number] 0 以上の整数
        [text] 文字列
       *[texts] 文字列のリスト
    } を指定してください。
error-no-rules = 有効なルールがありません。パックを指定するか (--pack baseline)、sekimori.yaml でルールを有効にしてください。
error-no-such-command = コマンド `{ $name }` はありません。すべてのコマンドは `sekimori --help` で確認できます。
error-output = `{ $path }` に書き込めません: { $cause }
error-folder-not-empty = `{ $path }` には `sekimori rules docs` が書き込んでいないファイルがあります。空または新しいフォルダーを指定するか、--force を付けてください。--force を付けても、ファイルは削除されません。
error-in-the-way = `{ $path }` はリンクか、ファイルとフォルダーの種類が異なるため、書き込みませんでした。移動するか、別のフォルダーを指定してください。
error-threads = { $threads } 個のスレッドを開始できません: { $cause }。--threads を下げてください。
error-source-date-epoch = SOURCE_DATE_EPOCH の値 `{ $value }` は秒数ではありません。秒数を設定するか、削除してください。
error-diff-format = --diff は差分を出力するため、ほかの --format とは同時に使えません。--format を指定せずに実行してください。
error-fix-stdin-format = `--fix -` では修復した文書を標準出力に書き込みます。レポートには --output でファイルを指定するか、--format を外してください。
error-fix-link = `{ $path }` はシンボリック リンクであるか、リンクの先にあるため、書き込みませんでした。リンク先のファイルを修復してください。
error-fix-changed = `{ $path }` はスキャン中に変更されたため、書き込みませんでした。もう一度実行してください。
error-fix-read-only = `{ $path }` は書き込みが禁止されているため、書き込みませんでした。書き込みを許可するか、.sekimoriignore で除外してください。
error-fix-write = `{ $path }` に書き込めません: { $cause }。ファイルは元のままです。
error-render = 構成を書き出せません: { $cause }

error-usage-see-help = 使用できる指定は --help で確認できます。
error-usage-unknown-argument = 不明な引数 `{ $arg }` です
error-usage-unknown-command = 不明なコマンド `{ $name }` です
error-usage-not-text = 引数または SEKIMORI_* 環境変数のいずれかが UTF-8 ではありません。UTF-8 で指定してください。
error-usage-empty-value = `{ $arg }` には値が必要です
error-usage-missing-value = `{ $arg }` には値が必要です ({ $valid })
error-usage-invalid-value = `{ $value }` は `{ $arg }` に指定できません。次のいずれかを指定してください: { $valid }
error-usage-refused-value = `{ $value }` は `{ $arg }` に指定できません
error-usage-missing-argument = `{ $arg }` がありません
error-usage-too-many-values = `{ $arg }` に `{ $value }` は指定できません (値が多すぎます)
error-usage-other = コマンド ラインの形式が正しくありません
error-usage-conflict = `{ $arg }` はほかの指定と同時には使えません
error-value-pss = `{ $value }` は LEVEL@VERSION の形式ではありません。レベルは privileged、baseline、restricted、バージョンは latest または 1.0 から 1.37 を指定してください (例: restricted@1.30)
error-value-kubernetes-version = `{ $value }` はこのビルドが対応する Kubernetes のバージョンではありません。latest または 1.0 から 1.37 を指定してください
error-value-changed-since = `{ $value }` は 1 つのリビジョンの名前ではありません。ブランチ、タグ、コミットのいずれかを指定してください (例: origin/main)
error-value-now = `{ $value }` は日付ではありません。YYYY-MM-DD の形式で書いてください
error-value-threads = `{ $value }` はスレッド数ではありません。1 から 256 を指定してください
error-value-max-file-size = `{ $value }` はサイズではありません。バイト数、または KiB、MiB、GiB を付けた数値 (最大 1GiB) を指定してください
error-value-max-depth = `{ $value }` は深さではありません。1 から 1000 を指定してください
error-read-message = コミット メッセージ `{ $path }` を読み取れません: { $cause }。git が commit-msg フックに渡すファイルを指定してください。
error-read-secrets-key = シークレットのキー `{ $path }` を読み取れません: { $cause }。16 ～ 4096 バイトのランダムな値の、組織で共通のファイルを指定してください。
error-secrets-key-short = `{ $from }` のキーが { $least } バイト未満のため、値を総当たりで推測されるおそれがあります。`head -c 32 /dev/urandom | base64` で適切なキーを生成できます。
error-random = システムから乱数を取得できません: { $cause }。--secrets-key-file でキーを指定してください。
error-cursor = カーソル `{ $path }` を使用できません: { $cause }。書き込めるファイルを指定してください。すべてを調べ直すには、このファイルを削除します。
error-cursor-filtered = `--cursor` は検索した内容を報告済みとして記録するため、`--owner` や `--role` で非表示になったものは二度と報告されません。何も検索していません。フィルターまたはカーソルの指定を外してください。
error-not-a-cursor = `{ $path }` はカーソルではなく、上書きされてしまうため、検索しませんでした。まだ存在しないファイルか、以前の実行のカーソルを指定してください。
error-registry-state = 状態ファイル `{ $path }` を使用できません: { $cause }。書き込み可能なファイルを指定してください。
error-not-a-registry-state = `{ $path }` は `{ $host }` に対する以前のチェックで書き込まれたものではなく、上書きされるおそれがあるため、何も問い合わせませんでした。まだ存在しないファイルか、以前のチェックのファイルを指定してください。
error-not-of-images = --{ $flag } はイメージには使えません。使えるフラグは `sekimori image --help` で確認できます。
error-proxy = HTTPS_PROXY の値はプロキシのアドレスではありません。http://ホスト:ポート の形式で書くか、設定を外してください。
error-web-ca = `{ $path }` の証明書を読み取れません: { $cause }。
error-web-no-certificate = `{ $path }` には証明書がありません。PEM 形式の証明書のファイルを指定してください。
error-not-this-machine = プロバイダーの代わりにできるのは、このコンピューター上のサーバーだけです。
error-value-verify-endpoint = `{ $value }` は代わりのサーバーを示していません。HOST=http://127.0.0.1:PORT の形式で、このコンピューター上のサーバーを指定してください
error-one-repository = --staged と --history の対象は 1 つのリポジトリです。そのフォルダーを指定するか、指定せずに現在のフォルダーを対象にしてください。
error-pattern-regex = パターン `{ $id }` を実行できません。正規表現が受け付けられません: { $cause }。バイト列を対象に、先読みや後方参照を使わず、繰り返しに上限を付けて記述してください。
error-pattern-keyword = パターン `{ $id }` を実行できません。キーワードは { $least } バイト以上にしてください。
error-pattern-elsewhere = パターン `{ $id }` を実行できません。キーワード `{ $keyword }` で始まる一致が `regex` にありません。`regex` がキーワードで始まるようにしてください。
error-pattern-long = パターン `{ $id }` を実行できません。一致がすべて { $most } バイトを超えます。短くしてください。
error-pattern-test = パターン `{ $id }` を実行できません。テスト `{ $name }` はありません。
error-pattern-no-keyword = パターン `{ $id }` を実行できません。ファイルの検索に使うキーワードがありません。1 つ以上指定してください。
error-pattern-empty = パターン `{ $id }` を実行できません。空の文字列に一致してしまいます。
error-pattern-twice = `{ $id }` という名前のパターンが 2 つあります。それぞれに別の名前を付けてください。
error-pattern-form = パターン `{ $id }` が不完全です。`regex` か `value` のどちらか一方と、英小文字、数字、ハイフンからなる id を記述してください。
error-no-bill = `{ $path }` は、ロックファイルでも部品表でもありません (詳細: { $detail })。
error-no-executables = --executables はイメージ内の実行可能なファイルを示すものですが、`{ $text }` はイメージではありません。タグかダイジェスト付きの名前、oci:DIR、rootfs:DIR のいずれかを指定してください。
error-dockerfile-of-none = `{ $text }` に対応するイメージがありません。イメージの数が --dockerfile より少なくなっています。
error-not-in-registry = `{ $text }` はレジストリ内のイメージではありません。registry.example/shop/web:1.2 のような参照を指定してください。
error-not-a-registry = `{ $text }` はレジストリのホスト名ではありません。https:// とパスを付けずに、registry.example:5000 のように指定してください。
error-value-trigger = `{ $value }` はトリガーではありません。webhook=URL、command=プログラム、github=所有者/リポジトリ、github-workflow=所有者/リポジトリ/ファイル、gitlab=グループ/プロジェクトのいずれかを指定してください
error-value-platform = `{ $value }` はプラットフォームではありません。linux/arm64 のように OS/ARCH または OS/ARCH/VARIANT の形式で指定してください
error-image-empty = `{ $prefix }` の後に何もありません。イメージのパスを続けて指定してください。
error-image-reference = `{ $text }` はイメージを示していません: { $cause }。oci:DIR、oci-archive:TAR、docker-archive:TAR、rootfs:DIR、パス、または registry.example.com/shop/web:1.2 のような参照を指定してください。
error-image-open = `{ $path }` を開けません: { $cause }。
error-image-spool = アーカイブを一時フォルダーに保存できません: { $cause }。TMPDIR で空きの多いフォルダーを指定してください。
error-image-spool-too-large = アーカイブが { $limit } バイトを超えます。圧縮せずにファイルに保存し、そのファイルを指定してください。
error-image-none = `{ $what }` はイメージではありません: { $detail }。
error-image-document = { $what } を読み取れません: { $cause }。
error-image-too-large = { $what } は、この種のドキュメントの上限 { $limit } バイトを超えています。
error-image-missing = { $what } がありません。イメージが不完全です。保存またはプッシュをやり直してください。
error-image-mismatch = { $what } がダイジェストと一致しません: { $detail }。このイメージを使用せず、ビルド元から取得し直してください。
error-image-unnamed = イメージ `{ $wanted }` がありません。存在するもの: { $available }。
error-image-several = イメージが複数あります。パスの後に次のいずれかを指定してください: { $available }。
error-image-platform = { $wanted } 用のイメージがありません。--platform で次のいずれかを選択してください: { $available }。
error-image-artefact = 実行できるイメージではなく、`{ $type }` です。
error-image-layers = イメージのレイヤーが { $count } 個あり、上限 { $limit } 個を超えています。
error-image-nested = インデックスの入れ子が { $limit } 段を超えています。
error-registry-unauthorized = `{ $host }` から { $what } を取得できません。資格情報がないか、正しくありません{ $detail }。`docker login`、`podman login`、または資格情報ヘルパーでログインしてください。存在しないイメージでもこの応答になることがあります。
error-registry-forbidden = `{ $host }` から { $what } を取得できません。アクセスが拒否されました。
error-registry-not-found = `{ $host }` に { $what } がありません。リポジトリ、タグ、ダイジェストを確認してください。
error-registry-too-many = `{ $host }` が { $what } への要求を制限しています。時間をおくか、上限の高いアカウントでログインしてください。
error-registry-status = `{ $host }` から { $what } を取得できません{ $detail }。後でもう一度お試しください。
error-registry-unreachable = { $what } のために `{ $host }` に接続できません{ $detail }。名前、ネットワーク、HTTPS_PROXY を確認してください。TLS を使わないレジストリには --insecure-registry が必要です。
error-registry-proxy = HTTPS_PROXY のプロキシが { $what } のための `{ $host }` への接続を中継しません{ $detail }。プロキシのアドレスと資格情報を確認するか、ホストを NO_PROXY に指定してください。
error-registry-tls = { $what } のために接続した `{ $host }` を信頼できません{ $detail }。証明機関を --registry-ca で指定してください。
error-registry-deadline = `{ $host }` が時間内に { $what } に応答しませんでした。後でもう一度お試しください。
error-registry-answer = { $what } に対する `{ $host }` の応答を解釈できません{ $detail }。レジストリかどうかを確認してください。
error-registry-redirect = `{ $host }` が { $what } を許可されていない場所に転送しています{ $detail }。
error-registry-authority = `{ $host }` は、{ $what } への接続で証明機関自身の証明書をサーバー証明書として提示しました。これを信頼すべきではありません。その証明機関でサーバー用の証明書に署名するか、証明機関ではない自己署名証明書 (basicConstraints CA:FALSE) を作成し、--registry-ca で指定してください。{ $detail }
error-image-empty-index = インデックスにイメージがありません。この名前でイメージをプッシュするか、別のイメージを指定してください。
error-cache = フォルダー `{ $path }` をレイヤーのキャッシュに使用できません: { $cause }。--cache-dir で別のフォルダーを指定するか、--no-cache を使用してください。

# アドバイザリのデータベース。
error-db-address = ソースの値はアドレスではありません。https://ホスト/パス の形式 (ユーザー名とパスワードなし) またはフォルダーを指定してください。
error-db-no-folder = データベースのフォルダーがありません。HOME も XDG_CACHE_HOME も設定されていません。--db-dir で指定してください。
error-db-too-large = `{ $what }` は { $limit } バイトを超えています。
error-db-file = `{ $path }` を使用できません: { $cause }。
error-db-owner = `{ $path }` にはほかのユーザーも書き込めるため、データベースが改ざんされる可能性があります。書き込み権限を外す (`chmod go-w`) か、--db-dir で別のフォルダーを指定してください。
error-db-busy = `{ $path }` は別の更新処理が実行中です。完了してからやり直してください。
error-db-nothing = `{ $what }` には読み取れるアドバイザリがありません。OSV のレコードを含むフォルダーまたはサーバーを指定してください。
error-db-no-ecosystem = ソースにエコシステム `{ $name }` はありません。あるもの: { $there }。
error-db-refuses = `{ $what }` のアドバイザリ { $came } 件のうち { $refused } 件が拒否されました。誤記としては多すぎます。最初のものは `{ $name }` です: { $cause }。データベースは変更されていません。
error-db-older = `{ $what }` の最新のアドバイザリは { $here } のもので、データベースには { $there } のものがあります。データベースは変更されていません。古いものを使う場合は --allow-older を指定してください。
error-db-older-table = 表 `{ $what }` は { $here } のもので、データベースには { $there } のものがあります。データベースは変更されていません。古いものを使う場合は --allow-older を指定してください。
error-db-less = `{ $what }` の件数は { $here } 件です。前回すべてを読み取ったときは { $there } 件でした。破損しているか、空にされています。データベースは変更されていません。今ある内容を使う場合は --allow-older を指定してください。
error-db-future = 取得したデータベースの日時は { $here } ですが、このコンピューターの時計では今日は { $today } です。どちらかの時計が誤っています。このデータベースを受け入れると、以降のデータベースを取得できなくなります。時計を直すか、正しい時計で作られたものを取得してください。
error-db-older-database = 取得したデータベースは { $here } のもので、手元のものは { $there } のものです。データベースは変更されていません。古いものを使う場合は --allow-older を指定してください。
error-db-not-advisories = `{ $what }` はアドバイザリのデータベースではありません。`sekimori db push` でプッシュしてください。
error-db-damaged = データベースを使用できません: { $cause }。`sekimori db update` で作り直せます。
error-db-key = `{ $path }` は署名の検証に使える鍵ではありません: { $cause }。PEM 形式の公開鍵 (P-256、P-384、Ed25519) を指定してください。`cosign generate-key-pair` が作成する cosign.pub などです。
error-db-unsigned = `{ $what }` には、この鍵による署名がありません。信頼する鍵の所有者がデータベースと認めたものではないため、今のデータベースを残します。署名する (`cosign sign --key`) か、署名した者の鍵を指定してください。
error-vex = VEX ドキュメント `{ $path }` を使用できません: { $cause }。判定は行っていません。ドキュメントを修正するか、--vex を外してください。
error-db-source-damaged = `{ $what }` を読み取れません: { $cause }。データベースは変更されていません。更新をもう一度実行してください。
error-db-forbidden = `{ $what }` を読み取る権限がありません。
error-db-not-found = `{ $what }` がありません。--source の配置が OSV の公開バケットと同じか確認してください。
error-db-too-many = `{ $what }`: サーバーが要求の数を制限しています。しばらくしてからやり直してください。
error-db-status = `{ $what }`: サーバーの応答は状態コード { $detail } でした。しばらくしてからやり直してください。
error-db-unreachable = `{ $what }` に接続できません: { $detail }。受信済みのデータは保持されます。更新をもう一度実行してください。
error-db-tls = `{ $what }` との間に信頼できる接続を確立できません: { $detail }。別の証明書は --ca で指定できます。
error-db-deadline = `{ $what }` の応答に時間がかかりすぎています。受信済みのデータは保持されます。更新をもう一度実行してください。
error-db-answer = `{ $what }`: 応答を解釈できません: { $detail }。
error-db-redirect = `{ $what }`: 許可されない場所へのリダイレクトです: { $detail }。
error-value-max-age = `{ $value }` は期間ではありません。24h のように、m、h、d を付けた数値で指定してください。
