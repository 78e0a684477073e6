//! Words of links: making them, opening them, running them again.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! share {
    ($then:ident) => {
        $then! { share;
            share = "分享", "Share";
            share_title = "分享这个实验", "Share this experiment";
            share_making = "正在生成链接…", "Making the link…";
            shared_opening = "正在打开链接…", "Opening the link…";
            link_no_module = "打开链接要用的文件没有下载下来。看看网络是否连着，再重新载入。", "The part of the page that opens links could not be fetched. Check the connection, then reload.";

        }
    };
}
