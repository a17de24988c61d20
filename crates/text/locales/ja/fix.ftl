# --fix と --diff が標準エラーに出力する文。fix-refused-<code> は修復しなかった理由。

fix-done = { $files } 個のファイルで { $findings } 件の検出を修復しました
fix-would = --fix では { $files } 個のファイルで { $findings } 件の検出を修復します
fix-diff-withheld = シークレットが表示されてしまうため、このファイルの差分は省略しました。--fix を使うと、ファイルを直接修復できます。
fix-nothing = 修復するものはありません
fix-more-unsafe = --unsafe-fixes を指定するとさらに { $count } 件
fix-refused = 推測なしに修復できないもの { $count } 件
fix-not-repaired = 修復できず
fix-and-more = ほか { $count } 件

fix-refused-encoding = ファイルが UTF-8 ではありません。UTF-8 で保存してください。
fix-refused-lenient = 厳密なパーサーがこの文書を読み取れません。先に文書を修正してください。
fix-refused-not-found = 修復する場所がファイルに見つかりません。手作業で修正してください。
fix-refused-alias = 値はエイリアス (`*`) を通じたものです。アンカーのある場所で修正してください。
fix-refused-anchor = ほかの場所がアンカー (`&`) を通じてこの値を使っています。影響を確認し、手作業で修正してください。
fix-refused-merge = マージ キー (`<<`) が値を決めています。手作業で修正してください。
fix-refused-tag = 値にタグ (`!`) が付いています。手作業で修正してください。
fix-refused-duplicate-key = キーが 2 回あります。先にどちらかを削除してください。
fix-refused-type = 別の型の値があります。先に正しい型で書いてください。
fix-refused-shape = 一般的でない形式で書かれています。手作業で修正してください。
fix-refused-conflict = 同じ場所の別の修復と矛盾します。手作業で修正してください。
fix-refused-unverified = 修復した文を読み直すと意図した内容にならなかったため、書き込みませんでした。手作業で修正し、報告してください。
fix-refused-stays = 修復しても検出が残ったため、元に戻しました。手作業で修正してください。
fix-refused-breaks = 修復すると別のルールに違反したため、元に戻しました。手作業で修正してください。
fix-refused-rounds = 1 回の実行では修復しきれませんでした。もう一度実行してください。
