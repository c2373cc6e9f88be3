-- DropIndex
DROP INDEX "Download_episodeId_day_idx";

-- AlterTable
ALTER TABLE "Download" DROP CONSTRAINT "Download_pkey",
ADD CONSTRAINT "Download_pkey" PRIMARY KEY ("episodeId", "day", "listener");

-- AlterTable
ALTER TABLE "DownloadRange" ADD COLUMN     "app" TEXT NOT NULL,
ADD COLUMN     "country" TEXT NOT NULL,
ADD COLUMN     "device" TEXT NOT NULL,
ADD COLUMN     "threshold" BIGINT NOT NULL;
