# `sekimori sbom` と `sekimori deps` が結果のほかに表示する文。

bill-done =
    { $problems ->
        [0] パッケージ { $packages } 件。すべて読み取りました
       *[other] パッケージ { $packages } 件。問題が { $problems } 件あり、不足している可能性があります
    }
bill-more-problems = ほか { $count } 件
bill-attached = 部品表 ({ $type }) を { $image } に添付しました。ダイジェストは、そのマニフェストのものです。
bill-attached-before = 同じ部品表 ({ $type }) が { $image } に添付済みのため、何も送信していません。
bill-empty = { $image } にはパッケージがないため、何も添付していません。
bill-got = { $bill } は { $image } の部品表です。ダイジェストを照合しました。
bill-passed-over = `{ $bill }` は使用できないため、次の候補を調べます:
bill-none = { $image } には、求められた部品表が添付されていません。次のコマンドで添付できます: sekimori sbom attach { $image }
deps-not-here = パッケージ `{ $package }` はありません。
deps-cycle = 循環
deps-shown = 上に表示済み
deps-deep = これより先は省略
bill-left-out = 読み込んだ部品表のうち、次の情報は書き出されません: { $parts }。
bill-left-out-between = 、
bill-left-out-suppliers = 供給者 { $count } 件
bill-left-out-supplier-details = 供給者・作成者の詳細 { $count } 件
bill-left-out-authors = 作成者 { $count } 件
bill-left-out-descriptions = 説明 { $count } 件
bill-left-out-copyrights = 著作権表示 { $count } 件
bill-left-out-references = 外部参照 { $count } 件
bill-left-out-reference-details = 外部参照の詳細 { $count } 件
bill-left-out-components = パッケージではない部品 { $count } 件
bill-left-out-licence-texts = ライセンスの本文 { $count } 件
bill-left-out-pedigrees = 由来情報 { $count } 件
bill-left-out-identifiers = パッケージ URL 以外の識別子 { $count } 件
bill-left-out-vulnerabilities = 脆弱性 { $count } 件
bill-left-out-services = サービス { $count } 件
